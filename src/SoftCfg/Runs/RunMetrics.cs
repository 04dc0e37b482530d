using SoftCfg.Files;

namespace SoftCfg.Runs;

/// <summary>A line of JSON for every chunk that a worker finishes: what trackers of experiments want to be told.</summary>
internal sealed class RunMetrics : IDisposable
{
    private readonly WorkerSign sign;
    private readonly TimeProvider time;
    private readonly LineFile file;

    internal RunMetrics(RunLayout layout, WorkerSign sign, TimeProvider time)
    {
        (this.sign, this.time) = (sign, time);
        file = new LineFile(layout.Metrics(sign.Worker));
    }

    /// <summary>Adds a line.</summary>
    internal void Add(ChunkWork work, long images)
    {
        var (chunk, seconds) = (work.Claim.Chunk, Math.Round(work.Seconds, 4));
        file.Write(RunJson.Line(new
        {
            Time = time.GetUtcNow(),
            sign.Worker,
            Chunk = chunk.Number,
            chunk.First,
            Images = chunk.Count,
            Seconds = seconds,
            ImagesPerSecond = seconds > 0 ? Math.Round(chunk.Count / work.Seconds, 3) : 0,
            WorkerImages = images,
            WorkerSeconds = Math.Round(sign.Seconds, 3),
        }));
    }

    public void Dispose() => file.Dispose();
}
