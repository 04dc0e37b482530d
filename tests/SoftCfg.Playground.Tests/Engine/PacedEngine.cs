using SoftCfg.Hosting.Engines;

namespace SoftCfg.Playground.Tests.Engine;

/// <summary>An engine that steps when the test says so.</summary>
internal sealed class PacedEngine : IAsyncDisposable
{
    public PacedEngine(EngineOptions options, bool paceDrawing = false)
    {
        Drawing = new Pace();
        if (!paceDrawing)
            Drawing.Free();
        Engine = new ImageEngine("paced", new ImageGenerator(new PacedModel(Steps), new GreyTokenizer(Drawing)), options, Time);
    }

    /// <summary>The pace of the steps.</summary>
    public Pace Steps { get; } = new();

    /// <summary>The pace at which tokens become pixels.</summary>
    public Pace Drawing { get; }

    public ManualTime Time { get; } = new();

    public ImageEngine Engine { get; }

    /// <summary>Sends a request of images, see <see cref="EngineRun"/>.</summary>
    public Task<EngineRun> StartAsync(int images = 1, EngineWatch? watch = null, CancellationToken cancellationToken = default) =>
        EngineRun.StartAsync(Engine, images, watch, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Steps.Free();
        Drawing.Free();
        await Engine.DisposeAsync();
    }
}
