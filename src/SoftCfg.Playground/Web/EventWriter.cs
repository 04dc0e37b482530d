using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using SoftCfg.Playground.Api;

namespace SoftCfg.Playground.Web;

/// <summary>Writes server-sent events, each as it comes.</summary>
internal sealed class EventWriter
{
    /// <summary>Bytes a second that a client reads at least, once its patience is over.</summary>
    public const int SlowestReader = 10_000;

    private readonly HttpContext context;
    private readonly PlaygroundOptions options;

    private EventWriter(HttpContext context) =>
        (this.context, options) = (context, context.RequestServices.GetRequiredService<PlaygroundOptions>());

    /// <summary>Begins an answer of events.</summary>
    public static async Task<EventWriter> BeginAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        // Of proxies such as nginx, which would keep events back.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(context.RequestAborted);
        return new EventWriter(context);
    }

    /// <summary>Writes an event, and waits until the client has room for it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="data">Its data, written as JSON, which has no line breaks.</param>
    /// <exception cref="OperationCanceledException">The client has gone, or has not read for so long that it was hung up on.</exception>
    public async Task WriteAsync<T>(string name, T data)
    {
        var body = context.Response.BodyWriter;
        Encoding.UTF8.GetBytes($"event: {name}\ndata: ", body);
        await using var json = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder });
        JsonSerializer.Serialize(json, data, ApiJson.Options);
        await json.FlushAsync(context.RequestAborted);
        Encoding.UTF8.GetBytes("\n\n", body);
        var flush = body.FlushAsync(context.RequestAborted);
        if (!flush.IsCompleted)
            await WaitAsync(flush.AsTask(), json.BytesCommitted);
    }

    /// <summary>Waits for the client. The server's own limit would not do: it counts what the system's buffers took as read, and adds it up.</summary>
    private async Task WaitAsync(Task flush, long bytes)
    {
        try
        {
            await flush.WaitAsync(options.ClientPatience + TimeSpan.FromSeconds((double)bytes / SlowestReader), options.Time, context.RequestAborted);
        }
        catch (TimeoutException e)
        {
            context.Abort();
            throw new OperationCanceledException("The client does not read.", e);
        }
    }
}
