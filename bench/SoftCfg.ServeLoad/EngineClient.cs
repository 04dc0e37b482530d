using System.Diagnostics;
using SoftCfg.Hosting.Engines;

namespace SoftCfg.ServeLoad;

/// <summary>A client of the engine itself: what it is told less of than another is what HTTP costs.</summary>
/// <param name="engine">The engine.</param>
internal sealed class EngineClient(ImageEngine engine) : IClient
{
    /// <inheritdoc/>
    public async Task<(double? FirstRow, double Image)> AskAsync(int index, bool steps)
    {
        var started = Stopwatch.GetTimestamp();
        double? firstRow = null;
        int? rowEnd = null;
        var request = new Sessions.ImageRequest { ClassLabel = index % engine.Generator.ClassCount, Seed = (ulong)index };
        await foreach (var item in engine.RunAsync([request], new() { Steps = steps }))
        {
            if (item is StartedEvent { Grid: { } grid })
                rowEnd = grid.Prefix + grid.Columns;
            if (item is SteppedEvent step && step.Step + 1 == rowEnd)
                firstRow = Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        return (firstRow, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    public void Dispose()
    {
        // The engine is the server's.
    }
}
