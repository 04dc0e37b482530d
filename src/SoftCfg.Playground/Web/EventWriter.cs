using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using SoftCfg.Playground.Api;

namespace SoftCfg.Playground.Web;

/// <summary>Writes server-sent events, each as it comes.</summary>
internal sealed class EventWriter : IDisposable
{
    /// <summary>Bytes a second that a client reads at least, once its patience is over.</summary>
    public const int SlowestReader = 10_000;

    // More than this waits for nothing else.
    private const int SentTogether = 16 << 10;

    private readonly HttpContext context;
    private readonly PlaygroundOptions options;
    private readonly Utf8JsonWriter json;
    private long unsent;

    private EventWriter(HttpContext context)
    {
        (this.context, options) = (context, context.RequestServices.GetRequiredService<PlaygroundOptions>());
        json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder });
    }

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

    /// <summary>Writes what comes, as it comes. What is there already is sent together: sending costs more than writing.</summary>
    /// <param name="items">The items, from the current one on.</param>
    /// <param name="eventsOf">The events of an item: their names, and their data.</param>
    /// <exception cref="OperationCanceledException">The client has gone, or has not read for so long that it was hung up on.</exception>
    public async Task WriteAllAsync<T>(IAsyncEnumerator<T> items, Func<T, IEnumerable<(string Name, object Data)>> eventsOf)
    {
        Task<bool> next;
        do
        {
            foreach (var (name, data) in eventsOf(items.Current))
            {
                Write(name, data);
                if (unsent > SentTogether)
                    await SendAsync();
            }
            next = items.MoveNextAsync().AsTask();
            if (!next.IsCompleted)
                await WaitForAsync(next);
        }
        while (await next);
        await SendAsync();
    }

    /// <summary>Writes and sends an event.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="data">Its data, written as JSON, which has no line breaks.</param>
    /// <exception cref="OperationCanceledException">As <see cref="WriteAllAsync"/>.</exception>
    public Task WriteAsync(string name, object data)
    {
        Write(name, data);
        return SendAsync();
    }

    /// <summary>Frees what it writes with; the answer is the server's.</summary>
    public void Dispose() => json.Dispose();

    /// <summary>Sends what there is, and now and then a comment, until there is more.</summary>
    private async Task WaitForAsync(Task next)
    {
        try
        {
            await SendAsync();
            while (await IsSilentAsync(next))
            {
                unsent += Encoding.UTF8.GetBytes(": waiting\n\n", context.Response.BodyWriter);
                await SendAsync();
            }
        }
        catch
        {
            // Items that are waited for cannot be disposed of; that the client has gone ends the wait.
            await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task<bool> IsSilentAsync(Task next)
    {
        try
        {
            await next.WaitAsync(options.KeepAlive, options.Time);
        }
        catch (TimeoutException) when (!next.IsCompleted)
        {
            return true;
        }
        return false;
    }

    private void Write(string name, object data)
    {
        var body = context.Response.BodyWriter;
        unsent += Encoding.UTF8.GetBytes($"event: {name}\ndata: ", body);
        json.Reset(body);
        JsonSerializer.Serialize(json, data, data.GetType(), ApiJson.Options);
        json.Flush();
        unsent += json.BytesCommitted + Encoding.UTF8.GetBytes("\n\n", body);
    }

    private async Task SendAsync()
    {
        var bytes = unsent;
        unsent = 0;
        var flush = context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        if (!flush.IsCompleted)
            await WaitAsync(flush.AsTask(), bytes);
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
