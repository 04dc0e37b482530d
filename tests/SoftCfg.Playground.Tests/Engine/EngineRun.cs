using SoftCfg.Hosting.Engines;
using SoftCfg.Sessions;

namespace SoftCfg.Playground.Tests.Engine;

/// <summary>One request, read event by event.</summary>
internal sealed class EngineRun : IAsyncDisposable
{
    private readonly IAsyncEnumerator<EngineEvent> events;

    private EngineRun(IAsyncEnumerator<EngineEvent> events) => this.events = events;

    /// <summary>Sends a request of a class, and waits until the engine has taken it on.</summary>
    public static Task<EngineRun> StartAsync(ImageEngine engine, int images = 1, EngineWatch? watch = null,
        CancellationToken cancellationToken = default) =>
        StartAsync(engine, Enumerable.Range(0, images).Select(index => new ImageRequest { ClassLabel = 1, Index = index }).ToList(), watch, cancellationToken);

    public static async Task<EngineRun> StartAsync(ImageEngine engine, IReadOnlyList<ImageRequest> requests, EngineWatch? watch = null,
        CancellationToken cancellationToken = default)
    {
        var run = new EngineRun(engine.RunAsync(requests, watch, cancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken));
        Assert.IsType<QueuedEvent>(await run.NextAsync());
        return run;
    }

    /// <summary>The next event; null behind the last.</summary>
    public async Task<EngineEvent?> NextAsync() => await events.MoveNextAsync() ? events.Current : null;

    /// <summary>The next event of a kind; others are passed over.</summary>
    public async Task<T> NextAsync<T>() where T : EngineEvent
    {
        while (await events.MoveNextAsync())
        {
            if (events.Current is T found)
                return found;
        }
        throw new InvalidOperationException($"The run ended without a {typeof(T).Name}.");
    }

    /// <summary>All events that are left.</summary>
    public async Task<List<EngineEvent>> RestAsync()
    {
        var rest = new List<EngineEvent>();
        while (await events.MoveNextAsync())
            rest.Add(events.Current);
        return rest;
    }

    public ValueTask DisposeAsync() => events.DisposeAsync();
}
