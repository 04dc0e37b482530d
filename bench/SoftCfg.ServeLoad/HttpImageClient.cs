using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace SoftCfg.ServeLoad;

/// <summary>A client of the server's API.</summary>
/// <param name="address">The server.</param>
/// <param name="classes">Classes of the model.</param>
internal sealed class HttpImageClient(Uri address, int classes) : IClient
{
    private readonly HttpClient http = new() { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };

    /// <inheritdoc/>
    public async Task<(double? FirstRow, double Image)> AskAsync(int index, bool steps)
    {
        var started = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations")
        {
            Content = JsonContent.Create(new { prompt = $"{index % classes}", seed = index, stream = true, steps }),
        };
        using var response = (await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)).EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync();
        double? firstRow = null;
        int? rowEnd = null;
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            using var data = JsonDocument.Parse(item.Data);
            if (item.EventType == "image_generation.started" && data.RootElement.TryGetProperty("grid", out var grid))
                rowEnd = grid.GetProperty("prefix").GetInt32() + grid.GetProperty("columns").GetInt32();
            if (item.EventType == "image_generation.step" && data.RootElement.GetProperty("step").GetInt32() + 1 == rowEnd)
                firstRow = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (item.EventType == "image_generation.completed")
                return (firstRow, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        throw new InvalidOperationException("The stream ended without an image.");
    }

    public void Dispose() => http.Dispose();
}
