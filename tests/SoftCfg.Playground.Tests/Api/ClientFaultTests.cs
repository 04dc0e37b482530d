using System.Net;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;
using SoftCfg.Playground.Tests.Engine;

namespace SoftCfg.Playground.Tests.Api;

/// <summary>Clients that vanish, stall, dawdle and babble: the server goes on, and holds nothing for them.</summary>
public class ClientFaultTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_vanishes_frees_its_places(bool stream)
    {
        var pace = new Pace();
        await using var server = await TestServer.StartAsync(pace, new() { Capacity = 2 });
        using (var client = await RawClient.ConnectAsync(server))
        {
            await client.SendRequestAsync($$"""{"prompt":"1","n":4,"stream":{{(stream ? "true" : "false")}}}""");
            await pace.ArrivalAsync();
        }
        // Each step may be the last of the vanished: how soon the system tells of it is not ours.
        await UntilIdleAsync(await server.EngineAsync(), pace);
        pace.Free();
        await Json.OfSuccessAsync(await server.GenerateAsync(new { prompt = "2" }));
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_let_go()
    {
        var pace = new Pace();
        pace.Free();
        var noise = new NoiseTokenizer();
        var model = new ServedModel { Name = "noise", Load = _ => new ImageGenerator(new PacedModel(pace), noise) };
        await using var server = await TestServer.StartAsync(model, options => options with { ClientPatience = TimeSpan.FromSeconds(1.5) });
        using var stalled = await RawClient.ConnectAsync(server);
        // Ten megabytes, more than the buffers of the system hold, and nobody reads them.
        for (var request = 0; request < 10; request++)
            await stalled.SendRequestAsync("""{"prompt":"1","n":16,"stream":true}""");
        await Json.OfSuccessAsync(await server.GenerateAsync(new { prompt = "2" }));
        await stalled.UntilHungUpOnAsync();
        await UntilIdleAsync(await server.EngineAsync(), pace: null);
        Assert.InRange(noise.Drawn, 1, 159);
    }

    [Fact]
    public async Task A_client_that_sends_a_byte_a_second_is_let_go()
    {
        await using var server = await TestServer.StartAsync(options => options with { ClientPatience = TimeSpan.FromSeconds(1.5) });
        using var slow = await RawClient.ConnectAsync(server);
        await slow.SendHeadAsync(100);
        await slow.SendAsync("{");
        // It has 100 bytes to send and sends one.
        Assert.Equal("HTTP/1.1 408 Request Timeout", await slow.AnswerAsync());
        await Json.OfSuccessAsync(await server.GenerateAsync(new { prompt = "ant" }));
    }

    [Fact]
    public async Task A_head_that_never_ends_is_let_go()
    {
        await using var server = await TestServer.StartAsync(options => options with { ClientPatience = TimeSpan.FromSeconds(1.5) });
        using var slow = await RawClient.ConnectAsync(server);
        await slow.SendAsync("POST /v1/images/generations HTTP/1.1\r\nHost: loc");
        Assert.Equal("HTTP/1.1 408 Request Timeout", await slow.AnswerAsync());
    }

    [Theory]
    [InlineData("\0\0\0\0\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003")]
    [InlineData("GET / HTTP/9.9\r\n\r\n")]
    [InlineData("POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n")]
    public async Task Garbage_is_answered_or_hung_up_on(string garbage)
    {
        await using var server = await TestServer.StartAsync(options => options with { ClientPatience = TimeSpan.FromSeconds(1.5) });
        using var client = await RawClient.ConnectAsync(server);
        await client.SendAsync(garbage);
        Assert.Matches("^$|^HTTP/1.1 (400|408|505) ", await client.AnswerAsync());
        await Json.OfSuccessAsync(await server.Client.GetAsync("/v1/models"));
    }

    [Fact]
    public async Task A_huge_body_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        var body = new { prompt = new string('x', 100_000) };
        await Json.AssertRefusedAsync(await server.GenerateAsync(body), HttpStatusCode.RequestEntityTooLarge, null,
            "The body of the request is too large.");
        await Json.AssertRefusedAsync(await server.GenerateAsync(new { prompt = new string('x', 10_000) }), HttpStatusCode.BadRequest, "prompt",
            "prompt has 10000 characters; at most 8000 are read.");
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_given_up()
    {
        var pace = new Pace();
        await using var server = await TestServer.StartAsync(pace, new() { Capacity = 1 },
            options => options with { RequestTime = TimeSpan.FromMilliseconds(100) });
        var late = server.GenerateAsync(new { prompt = "1" });
        await pace.ArrivalAsync();
        await Json.AssertRefusedAsync(await late, HttpStatusCode.GatewayTimeout, null,
            "The request took longer than requests may take here; it was given up.");
        pace.LetGo();
        await UntilIdleAsync(await server.EngineAsync(), pace);
        pace.Free();
    }

    [Fact]
    public async Task A_full_queue_answers_429_with_a_time()
    {
        var pace = new Pace();
        await using var server = await TestServer.StartAsync(pace, new() { Capacity = 1, QueueLimit = 1 });
        var first = server.GenerateAsync(new { prompt = "1", n = 2 });
        await pace.ArrivalAsync();
        using var busy = await server.GenerateAsync(new { prompt = "2", stream = true });
        Assert.Equal(TimeSpan.FromSeconds(1), busy.Headers.RetryAfter?.Delta);
        await Json.AssertRefusedAsync(busy, HttpStatusCode.TooManyRequests, null,
            "paced is busy: 1 images wait, as many as may. Try again in 1 s.");
        pace.Free();
        await Json.OfSuccessAsync(await first);
    }

    [Fact]
    public async Task Stopping_answers_what_has_begun_and_refuses_what_waits()
    {
        var pace = new Pace();
        await using var server = await TestServer.StartAsync(pace, new() { Capacity = 1 });
        var begun = server.GenerateAsync(new { prompt = "1" });
        await pace.ArrivalAsync();
        var engine = await server.EngineAsync();
        var waiting = server.GenerateAsync(new { prompt = "2" });
        while (engine.Status.Waiting == 0)
            await Task.Delay(10);
        var stop = server.StopAsync();
        await Json.AssertRefusedAsync(await waiting, HttpStatusCode.ServiceUnavailable, null, "paced is stopping and makes no more images.");
        pace.Free();
        await Json.OfSuccessAsync(await begun);
        await stop;
        Assert.True(engine.Status.IsStopping);
    }

    /// <summary>Steps until the engine has nothing to do; a test that never comes to that runs into the runner's patience.</summary>
    private static async Task UntilIdleAsync(ImageEngine engine, Pace? pace)
    {
        while (engine.Status is { Active: > 0 } or { Waiting: > 0 })
        {
            pace?.LetGo();
            await Task.Delay(10);
        }
    }
}
