using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace SoftCfg.Playground.Tests.Api;

/// <summary>An answer of server-sent events, read one by one.</summary>
internal sealed class ServerEvents : IAsyncDisposable
{
    private readonly HttpResponseMessage response;
    private readonly IAsyncEnumerator<SseItem<string>> items;

    private ServerEvents(HttpResponseMessage response, Stream stream)
    {
        this.response = response;
        items = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();
    }

    /// <summary>Sends a request, and reads its answer as it comes.</summary>
    public static async Task<ServerEvents> StartAsync(TestServer server, object request)
    {
        var events = await TryStartAsync(server, request);
        Assert.NotNull(events);
        return events;
    }

    /// <summary>Sends a request.</summary>
    /// <returns>Its answer; null where it was refused.</returns>
    public static async Task<ServerEvents?> TryStartAsync(TestServer server, object request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations") { Content = JsonContent.Create(request) };
        var answer = await server.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
            return new(answer, await answer.Content.ReadAsStreamAsync());
        answer.Dispose();
        return null;
    }

    /// <summary>The next event; null behind the last.</summary>
    public async Task<(string Name, JsonElement Data)?> NextAsync()
    {
        if (!await items.MoveNextAsync())
            return null;
        using var data = JsonDocument.Parse(items.Current.Data);
        return (items.Current.EventType, data.RootElement.Clone());
    }

    /// <summary>All events that are left.</summary>
    public async Task<List<(string Name, JsonElement Data)>> RestAsync()
    {
        var rest = new List<(string, JsonElement)>();
        while (await NextAsync() is { } item)
            rest.Add(item);
        return rest;
    }

    /// <summary>Hangs up.</summary>
    public async ValueTask DisposeAsync()
    {
        response.Dispose();
        try
        {
            await items.DisposeAsync();
        }
        // The stream has ended in the middle: that is what hanging up means.
        catch (IOException)
        {
        }
    }
}
