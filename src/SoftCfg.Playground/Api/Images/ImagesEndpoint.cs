using Microsoft.AspNetCore.Http;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;
using SoftCfg.Hosting.Orders;

namespace SoftCfg.Playground.Api.Images;

/// <summary><c>POST /v1/images/generations</c>.</summary>
/// <param name="catalog">The models.</param>
/// <param name="limits">What a request may ask for.</param>
/// <param name="time">The clock.</param>
internal sealed class ImagesEndpoint(EngineCatalog catalog, PlaygroundOptions limits, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context)
    {
        using var late = new CancellationTokenSource(limits.RequestTime, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, late.Token);
        try
        {
            var order = await ImagesReader.ReadAsync(context.Request, limits, stop.Token);
            var engine = await catalog.GetAsync(order.Model, stop.Token);
            var requests = order.Order.Requests(catalog.Find(engine.Name), engine.Generator);
            var events = Run(engine, requests, order, stop.Token);
            if (order.Stream)
                await new ImagesStream(context, order, time).WriteAsync(events, late.Token);
            else
                await AnswerAsync(context, order, engine.Name, events);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw Late(e);
        }
    }

    /// <summary>What a request is told that takes too long.</summary>
    public static TimeoutException Late(Exception reason) => new("The request took longer than requests may take here; it was given up.", reason);

    private static IAsyncEnumerable<EngineEvent> Run(ImageEngine engine, IReadOnlyList<Sessions.ImageRequest> requests, ImagesOrder order,
        CancellationToken cancellationToken)
    {
        try
        {
            return engine.RunAsync(requests, new() { Steps = order.Steps, Previews = order.PartialImages }, cancellationToken);
        }
        // What the model itself finds impossible, of a request whose fields are all right for themselves.
        catch (ArgumentException e)
        {
            throw new OrderException(e.ParamName == "requests" ? "n" : "prompt", e.Message, e);
        }
    }

    private async Task AnswerAsync(HttpContext context, ImagesOrder order, string model, IAsyncEnumerable<EngineEvent> events)
    {
        var images = new FinishedEvent[order.Order.Count];
        await foreach (var item in events)
        {
            if (item is FinishedEvent finished)
                images[finished.Image] = finished;
        }
        var answer = new ImagesResponse(time.GetUtcNow().ToUnixTimeSeconds(),
            images.Select(image => new ImageBody(order.Format.Encode(image.Picture), order.Order.FirstIndex + image.Image)).ToList(),
            order.Format.Name, $"{images[0].Picture.Width}x{images[0].Picture.Height}", model, order.Order.Seed,
            ImageUsage.Of(images.Sum(image => (long)image.Tokens.Count)));
        await context.Response.WriteAsJsonAsync(answer, ApiJson.Options, context.RequestAborted);
    }
}
