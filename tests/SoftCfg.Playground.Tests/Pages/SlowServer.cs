using SoftCfg.Playground.Tests.Api;
using SoftCfg.Playground.Tests.Engine;

namespace SoftCfg.Playground.Tests.Pages;

/// <summary>A playground whose model takes its steps when the test says so, with three places, and three more to wait.</summary>
internal sealed class SlowServer : IAsyncDisposable
{
    private readonly TestServer server;

    private SlowServer(TestServer server, Pace pace) => (this.server, Pace) = (server, pace);

    public Pace Pace { get; }

    /// <summary>Where it listens, with a slash behind it.</summary>
    public string Address => server.Address.ToString();

    public static async Task<SlowServer> StartAsync()
    {
        var pace = new Pace();
        return new(await TestServer.StartAsync(pace, new() { Capacity = 3, QueueLimit = 3 }), pace);
    }

    /// <summary>Waits until no image is growing or waiting.</summary>
    public async Task IdleAsync()
    {
        var engine = await server.EngineAsync();
        while (engine.Status is { Active: > 0 } or { Waiting: > 0 })
            await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Pace.Free();
        await server.DisposeAsync();
    }
}
