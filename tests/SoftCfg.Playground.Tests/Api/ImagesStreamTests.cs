using System.Net;
using SoftCfg.Playground.Tests.Engine;

namespace SoftCfg.Playground.Tests.Api;

public class ImagesStreamTests
{
    private const int Steps = 16;

    [Fact]
    public async Task A_stream_tells_what_happens_as_it_happens()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await ServerEvents.StartAsync(server, new { prompt = "bee", seed = 3, stream = true, steps = true, scale = 3 });
        var all = await events.RestAsync();
        Assert.Equal(
            ["image_generation.queued", "image_generation.started", .. Enumerable.Repeat("image_generation.step", Steps), "image_generation.completed"],
            all.Select(item => item.Name));
        Assert.All(all, item => Assert.Equal(item.Name, item.Data.GetProperty("type").GetString()));
        var started = all[1].Data;
        Assert.Equal((Steps, 4), (started.GetProperty("steps").GetInt32(), started.GetProperty("grid").GetProperty("columns").GetInt32()));
        var steps = all[2..^1].Select(item => item.Data).ToList();
        Assert.Equal(Enumerable.Range(0, Steps), steps.Select(step => step.GetProperty("step").GetInt32()));
        Assert.Equal(Enumerable.Range(0, Steps), steps.Select(step => step.GetProperty("weights").GetArrayLength()));
        Assert.Equal(3, steps[^1].GetProperty("scale").GetDouble(), 0.1);
        var whole = all[^1].Data;
        var alone = await Json.OfSuccessAsync(await server.GenerateAsync(new { prompt = "bee", seed = 3, scale = 3 }));
        Assert.Equal(alone.GetProperty("data")[0].GetProperty("b64_json").GetString(), whole.GetProperty("b64_json").GetString());
        Assert.Equal((3UL, Steps), (whole.GetProperty("seed").GetUInt64(), whole.GetProperty("usage").GetProperty("output_tokens").GetInt32()));
    }

    [Fact]
    public async Task Previews_come_while_the_image_grows()
    {
        var pace = new Pace();
        await using var server = await TestServer.StartAsync(pace, new() { Capacity = 1 });
        await using var events = await ServerEvents.StartAsync(server, new { prompt = "1", stream = true, partial_images = 1, output_format = "webp" });
        await pace.ArrivalAsync();
        await pace.StepAsync(Steps / 2);
        await events.NextAsync();
        await events.NextAsync();
        // The image has half of its tokens, and its preview is here.
        var preview = (await events.NextAsync())!.Value;
        Assert.Equal("image_generation.partial_image", preview.Name);
        Assert.Equal((Steps / 2, 0, "4x4", "webp"), (preview.Data.GetProperty("step").GetInt32(),
            preview.Data.GetProperty("partial_image_index").GetInt32(), preview.Data.GetProperty("size").GetString(),
            preview.Data.GetProperty("output_format").GetString()));
        pace.Free();
        Assert.Equal(["image_generation.completed"], (await events.RestAsync()).Select(item => item.Name));
    }

    [Fact]
    public async Task A_stream_that_waits_says_that_it_is_alive()
    {
        var pace = new Pace();
        await using var server = await TestServer.StartAsync(pace, new() { Capacity = 1 }, options => options with { KeepAlive = TimeSpan.FromSeconds(0.1) });
        using var client = await RawClient.ConnectAsync(server);
        await client.SendRequestAsync("""{"prompt":"1","stream":true}""");
        await pace.ArrivalAsync();
        // Nothing happens until the test says so: only the comments come, which readers of events pass over.
        Assert.Contains("image_generation.started", await client.ReadToAsync("\n: waiting\n"), StringComparison.Ordinal);
        pace.Free();
        Assert.Contains("image_generation.completed", await client.ReadToAsync("completed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_that_are_there_are_all_sent()
    {
        var pace = new Pace();
        await using var server = await TestServer.StartAsync(pace, new() { Capacity = 1 });
        await using var events = await ServerEvents.StartAsync(server, new { prompt = "1", stream = true, steps = true });
        await pace.ArrivalAsync();
        // A burst of steps, and then nothing: what was written together is not kept back until more comes.
        await pace.StepAsync(Steps - 1);
        var told = new List<string>();
        while (told.Count < 2 + Steps - 1)
            told.Add((await events.NextAsync())!.Value.Name);
        Assert.Equal(Steps - 1, told.Count(name => name == "image_generation.step"));
        pace.Free();
        Assert.Equal(["image_generation.step", "image_generation.completed"], (await events.RestAsync()).Select(item => item.Name));
    }

    [Fact]
    public async Task What_fails_in_the_middle_is_an_event()
    {
        var pace = new Pace();
        await using var server = await TestServer.StartAsync(pace, new() { Capacity = 1 });
        await using var events = await ServerEvents.StartAsync(server, new { prompt = "1", stream = true });
        await pace.ArrivalAsync();
        pace.OnPass = () => throw new InvalidOperationException("secret");
        pace.Free();
        var (name, data) = (await events.RestAsync())[^1];
        Assert.Equal("error", name);
        Assert.Equal("Something failed here; the server's log says what.", data.GetProperty("error").GetProperty("message").GetString());
        using var ready = await server.Client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    [Fact]
    public async Task A_stream_that_cannot_begin_is_refused_like_any_request()
    {
        await using var server = await TestServer.StartAsync();
        await Json.AssertRefusedAsync(await server.GenerateAsync(new { prompt = "bee", stream = true, n = 99 }), HttpStatusCode.BadRequest, "n",
            "n must be a whole number from 1 to 16.");
    }
}
