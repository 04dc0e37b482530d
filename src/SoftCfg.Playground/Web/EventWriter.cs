using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SoftCfg.Playground.Api;

namespace SoftCfg.Playground.Web;

/// <summary>Writes server-sent events, each as it comes.</summary>
internal sealed class EventWriter
{
    private readonly HttpContext context;

    private EventWriter(HttpContext context) => this.context = context;

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
    public async Task WriteAsync<T>(string name, T data)
    {
        var body = context.Response.BodyWriter;
        Encoding.UTF8.GetBytes($"event: {name}\ndata: ", body);
        await using (var json = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder }))
            JsonSerializer.Serialize(json, data, ApiJson.Options);
        Encoding.UTF8.GetBytes("\n\n", body);
        await body.FlushAsync(context.RequestAborted);
    }
}
