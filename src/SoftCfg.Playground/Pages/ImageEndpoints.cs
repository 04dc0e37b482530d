using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;
using SoftCfg.Hosting.Orders;
using SoftCfg.Playground.Api;
using SoftCfg.Playground.Web;
using SoftCfg.Sessions;

namespace SoftCfg.Playground.Pages;

/// <summary>Images as the page asks for them, told of while they grow.</summary>
/// <param name="catalog">The models.</param>
/// <param name="limits">What a request may ask for.</param>
internal sealed class ImageEndpoints(EngineCatalog catalog, PlaygroundOptions limits)
{
    // Previews of an image, at most: of small images one a step, of large ones a few a row.
    private const int MostPreviews = 64;

    /// <summary>Images of up to three settings that grow side by side from the same random numbers.</summary>
    public Task CompareAsync(HttpContext context) =>
        RunAsync(context, order => order.Comparison(), new() { Steps = true, Previews = MostPreviews, Together = true });

    /// <summary>Images of many seeds.</summary>
    public Task SheetAsync(HttpContext context) => RunAsync(context, order => order.Sheet(), new());

    private async Task RunAsync(HttpContext context, Func<PageOrder, IReadOnlyList<ImageRequest>> imagesOf, EngineWatch watch)
    {
        using var late = new CancellationTokenSource(limits.RequestTime, limits.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, late.Token);
        var asked = await ReadAsync(context.Request, stop.Token);
        var model = catalog.Find(asked.Model);
        var engine = await catalog.GetAsync(model.Name, stop.Token);
        var order = new PageOrder(asked, engine.Generator, limits.MostPixels);
        var requests = imagesOf(order);
        if (order.Errors.Count > 0)
        {
            await Results.ValidationProblem(order.Errors).ExecuteAsync(context);
            return;
        }
        var events = new PageEvents(requests, engine.Generator,
            new CommandText(model, engine.Generator, isLocal: IPAddress.IsLoopback(limits.Address)));
        await SendAsync(context, Run(engine, requests, watch, stop.Token), events, late.Token);
    }

    private static async Task<PageRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // Also keeps pages of strangers out: a browser asks before it sends this type for them, and is not answered.
        if (!request.HasJsonContentType())
            throw new OrderException("Content-Type", "The body must be JSON: send 'Content-Type: application/json'.");
        try
        {
            return await JsonSerializer.DeserializeAsync<PageRequest>(request.Body, ApiJson.Options, cancellationToken)
                ?? throw new OrderException("body", "The body is null; it must be an object.");
        }
        catch (JsonException e)
        {
            throw new OrderException("body", $"The body is no request of the page: {e.Path ?? "$"} is not what is expected there.", e);
        }
    }

    private static IAsyncEnumerable<EngineEvent> Run(ImageEngine engine, IReadOnlyList<ImageRequest> requests, EngineWatch watch, CancellationToken stop)
    {
        try
        {
            return engine.RunAsync(requests, watch, stop);
        }
        // What the model itself finds impossible, such as tokens that it does not have.
        catch (ArgumentException e)
        {
            throw new OrderException("given", e.Message, e);
        }
    }

    /// <summary>Sends events. What goes wrong before the first is thrown, and becomes a status; afterwards it is an event of its own.</summary>
    private static async Task SendAsync(HttpContext context, IAsyncEnumerable<EngineEvent> source, PageEvents events, CancellationToken late)
    {
        await using var items = source.GetAsyncEnumerator(context.RequestAborted);
        var isAny = await items.MoveNextAsync();
        using var writer = await EventWriter.BeginAsync(context);
        try
        {
            if (isAny)
                await writer.WriteAllAsync(items, events.Of);
            await writer.WriteAsync("end", new { });
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            await writer.WriteAsync("error", new { Detail = "The images took longer than images may take here; they were given up." });
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await writer.WriteAsync("error", new { ApiProblem.Of(e).Detail });
        }
    }
}
