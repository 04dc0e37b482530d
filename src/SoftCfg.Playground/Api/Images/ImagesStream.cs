using Microsoft.AspNetCore.Http;
using SoftCfg.Hosting.Engines;
using SoftCfg.Imaging;
using SoftCfg.Playground.Web;

namespace SoftCfg.Playground.Api.Images;

/// <summary>An answer as server-sent events.</summary>
/// <param name="context">Whom to answer.</param>
/// <param name="order">What was asked for.</param>
/// <param name="time">The clock.</param>
internal sealed class ImagesStream(HttpContext context, ImagesOrder order, TimeProvider time)
{
    private readonly Dictionary<int, int> previews = [];

    /// <summary>Writes events as they come. What goes wrong before the first is thrown; afterwards it is an event of its own.</summary>
    /// <param name="events">The events.</param>
    /// <param name="late">Cancelled when the request has taken too long.</param>
    public async Task WriteAsync(IAsyncEnumerable<EngineEvent> events, CancellationToken late)
    {
        await using var each = events.GetAsyncEnumerator(context.RequestAborted);
        if (!await each.MoveNextAsync())
            return;
        using var sse = await EventWriter.BeginAsync(context);
        try
        {
            await sse.WriteAllAsync(each, item => [EventOf(item)]);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            await sse.WriteAsync("error", ApiProblem.Of(ImagesEndpoint.Late(e)).Body());
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await sse.WriteAsync("error", ApiProblem.Of(e).Body());
        }
    }

    private (string, object) EventOf(EngineEvent item)
    {
        var told = Told(item);
        return (told.Type, told);
    }

    private ImageEvent Told(EngineEvent item) => item switch
    {
        QueuedEvent queued => Event("queued", item) with { Position = queued.Position },
        StartedEvent started => Event("started", item) with { Steps = started.Steps, Grid = started.Grid },
        SteppedEvent step => Event("step", item) with
        {
            Step = step.Step,
            Token = step.Token,
            Scale = step.Scale,
            Confidence = step.Confidence,
            Divergence = step.Divergence,
            Weights = step.Weights,
        },
        PreviewEvent preview => Picture("partial_image", item, preview.Picture) with { Step = preview.Step, PartialImageIndex = Number(item.Image) },
        FinishedEvent finished => Picture("completed", item, finished.Picture) with
        {
            Usage = ImageUsage.Of(finished.Tokens.Count),
            Seed = order.Order.Seed,
            Index = order.Order.FirstIndex + item.Image,
        },
        _ => throw new InvalidOperationException($"{item.GetType().Name} has no event."),
    };

    private static ImageEvent Event(string name, EngineEvent item) => new() { Type = $"image_generation.{name}", Image = item.Image };

    private ImageEvent Picture(string name, EngineEvent item, RgbImage picture) => Event(name, item) with
    {
        B64Json = order.Format.Encode(picture),
        CreatedAt = time.GetUtcNow().ToUnixTimeSeconds(),
        Size = $"{picture.Width}x{picture.Height}",
        Quality = "auto",
        Background = "opaque",
        OutputFormat = order.Format.Name,
    };

    private int Number(int image)
    {
        var number = previews.GetValueOrDefault(image);
        previews[image] = number + 1;
        return number;
    }
}
