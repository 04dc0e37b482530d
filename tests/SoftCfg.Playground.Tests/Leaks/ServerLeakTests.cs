using SoftCfg.Playground.Tests.Api;
using static TorchSharp.torch;

namespace SoftCfg.Playground.Tests.Leaks;

[Collection(nameof(CountsLiveTensors))]
public class ServerLeakTests
{
    /// <summary>Counts, not times: so many tensors as before, and nothing that waits or grows.</summary>
    [Fact]
    public async Task After_hundreds_of_requests_of_all_sorts_nothing_is_left()
    {
        await using var server = await TestServer.StartAsync(engine: new() { Capacity = 4, QueueLimit = 8 });
        var engine = await server.EngineAsync();
        await RoundAsync(server);
        var before = await LiveAsync(engine);
        for (var round = 0; round < 8; round++)
            await RoundAsync(server);
        Assert.Equal(before, await LiveAsync(engine));
        Assert.Null(engine.Status.Fault);
    }

    /// <summary>Forty requests, eight at a time: those that are answered, refused, previewed, given up and hung up on.</summary>
    private static Task RoundAsync(TestServer server) => Parallel.ForAsync(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (request, cancellationToken) =>
    {
        switch (request % 5)
        {
            case 0:
                (await server.GenerateAsync(new { prompt = "bee", n = 2, guidance = "cfg", seed = request }, cancellationToken)).Dispose();
                break;
            case 1:
                (await server.GenerateAsync(new { prompt = "unicorn" }, cancellationToken)).Dispose();
                break;
            case 2:
                await using (var events = await ServerEvents.TryStartAsync(server, new { prompt = "4", stream = true, steps = true, partial_images = 3, scale = 2 }))
                {
                    if (events is not null)
                        await events.RestAsync();
                }
                break;
            case 3:
                await using (var events = await ServerEvents.TryStartAsync(server, new { prompt = "7", n = 3, stream = true, steps = true }))
                {
                    if (events is not null)
                        await events.NextAsync();
                }
                break;
            default:
                using (var client = await RawClient.ConnectAsync(server))
                    await client.SendRequestAsync("""{"prompt":"ant","n":2}""");
                break;
        }
    });

    /// <summary>The tensors that are alive once the engine has nothing to do.</summary>
    private static async Task<long> LiveAsync(Hosting.Engines.ImageEngine engine)
    {
        while (engine.Status is { Active: > 0 } or { Waiting: > 0 } or { Drawing: > 0 })
            await Task.Delay(10);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
