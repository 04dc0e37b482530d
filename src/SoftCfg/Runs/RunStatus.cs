using SoftCfg.Files;

namespace SoftCfg.Runs;

/// <summary>How far a run is and who works on it, by what its folder says.</summary>
public sealed record RunStatus
{
    /// <summary>Images in finished chunks.</summary>
    public required long Images { get; init; }

    /// <summary>Images of the run.</summary>
    public required long Count { get; init; }

    /// <summary>Finished chunks.</summary>
    public required int Finished { get; init; }

    /// <summary>Chunks of the run.</summary>
    public required int Chunks { get; init; }

    /// <summary>Chunks that somebody has claimed and not finished.</summary>
    public required IReadOnlyList<int> Claimed { get; init; }

    /// <summary>What the workers last said, by rank and name.</summary>
    public required IReadOnlyList<WorkerState> Workers { get; init; }

    /// <summary>Images that are sampled of chunks not yet finished, as the workers last said.</summary>
    public double AtWork => Workers.Where(worker => !worker.HasEnded && !IsDead(worker)).Sum(worker => worker.ChunkImages);

    /// <summary>Whether a worker is of this machine and has died; of other machines only time tells.</summary>
    /// <param name="worker">One of <see cref="Workers"/>.</param>
    public static bool IsDead(WorkerState worker) => !worker.HasEnded && worker.Place == ProcessPlace.Current &&
        ProcessStamp.Parse(worker.Process) is { IsHere: true, IsRunning: false };

    internal static RunStatus Of(RunFolder folder)
    {
        var (plan, layout) = (folder.Plan, folder.Layout);
        var finished = Directory.Exists(layout.Records)
            ? layout.RecordedChunks().Where(number => number < plan.Chunks).ToHashSet() : [];
        var claimed = Directory.Exists(layout.Claims) ? layout.ClaimedChunks().Where(number => !finished.Contains(number)) : [];
        var workers = Directory.Exists(layout.Workers) ? Directory.EnumerateFiles(layout.Workers, "*.json") : [];
        return new RunStatus
        {
            Images = finished.Sum(number => (long)plan.Chunk(number).Count),
            Count = plan.Count,
            Finished = finished.Count,
            Chunks = plan.Chunks,
            Claimed = claimed.Order().ToList(),
            Workers = workers.Select(file => RunJson.TryParse<WorkerState>(SignFile.TryRead(file))).OfType<WorkerState>()
                .OrderBy(worker => worker.Rank).ThenBy(worker => worker.Worker, StringComparer.Ordinal).ToList(),
        };
    }
}
