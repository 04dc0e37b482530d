using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace SoftCfg.Playground.Tests.Pages;

[Collection(SharedStand.Name)]
public sealed class PageEndpointTests(Stand stand) : IDisposable
{
    private readonly HttpClient client = new();

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task The_tokens_of_a_picture_have_the_models_grid()
    {
        var answer = await PostPixelsAsync("model=fashion&width=28&height=28", new byte[3 * 28 * 28]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(49, body.GetProperty("codes").GetArrayLength());
        Assert.Equal(7, body.GetProperty("grid").GetProperty("rows").GetInt32());
    }

    [Theory]
    [InlineData("model=fashion&width=28&height=28", 5, HttpStatusCode.BadRequest, "The picture has 5 bytes, but 28 x 28 pixels of three bytes are 2352.")]
    [InlineData("model=fashion&width=0&height=28", 5, HttpStatusCode.BadRequest, "The picture is 0 x 28; it must have 1 to 1048576 pixels.")]
    [InlineData("model=fashion&width=90000&height=90000", 5, HttpStatusCode.BadRequest, "The picture is 90000 x 90000; it must have 1 to 1048576 pixels.")]
    [InlineData("model=fashion&width=4&height=4", 48, HttpStatusCode.BadRequest, "28")]
    [InlineData("model=nobody&width=4&height=4", 48, HttpStatusCode.NotFound, "No model is called 'nobody' here.")]
    public async Task A_picture_that_cannot_be_is_refused_in_words(string query, int bytes, HttpStatusCode status, string message)
    {
        var answer = await PostPixelsAsync(query, new byte[bytes]);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(message, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("text/plain", "{}", "The body must be JSON")]
    [InlineData("application/json", "null", "The body is null")]
    [InlineData("application/json", "{\"class\":\"x\"}", "$.class is not what is expected there")]
    [InlineData("application/json", "{", "The body is no request of the page")]
    [InlineData("application/json", "{\"model\":\"/etc/passwd\"}", "No model is called '/etc/passwd' here.")]
    public async Task A_request_that_is_none_is_refused_in_words(string type, string body, string message)
    {
        foreach (var path in new[] { "images", "sheet" })
        {
            using var content = new StringContent(body, Encoding.UTF8, type);
            var answer = await client.PostAsync($"{stand.Address}playground/{path}", content);
            Assert.InRange((int)answer.StatusCode, 400, 404);
            Assert.Contains(message, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
        }
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        using var content = new StringContent($"{{\"seed\":\"{new string('1', 1 << 19)}\"}}", Encoding.UTF8, "application/json");
        var answer = await client.PostAsync($"{stand.Address}playground/images", content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_comparison_is_told_event_by_event()
    {
        var names = await EventsAsync("images", new { model = "fashion", @class = 3, seed = "1", settings = new[] { new { kind = "cfg" }, new { kind = "softcfg" } } });
        Assert.Equal("end", names[^1]);
        Assert.Equal(2, names.Count(name => name == "started"));
        Assert.Equal(2 * 49, names.Count(name => name == "step"));
        Assert.Equal(2, names.Count(name => name == "finished"));
        Assert.Contains("preview", names);
    }

    [Fact]
    public async Task A_sheet_is_told_image_by_image()
    {
        var names = await EventsAsync("sheet", new { model = "fashion", @class = 3, seed = "1", settings = new[] { new { kind = "cfg" } }, count = 5 });
        Assert.Equal(5, names.Count(name => name == "finished"));
        Assert.DoesNotContain("step", names);
    }

    private async Task<List<string>> EventsAsync(string path, object body)
    {
        var answer = await client.PostAsJsonAsync($"{stand.Address}playground/{path}", body);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
        return lines.Where(line => line.StartsWith("event: ", StringComparison.Ordinal)).Select(line => line[7..]).ToList();
    }

    private async Task<HttpResponseMessage> PostPixelsAsync(string query, byte[] pixels)
    {
        using var content = new ByteArrayContent(pixels);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await client.PostAsync($"{stand.Address}playground/tokens?{query}", content);
    }
}
