using SoftCfg.Files;

namespace SoftCfg.Runs;

/// <summary>
/// Shares the chunks of a run among workers that know nothing of each other but its folder (docs/adr/0009-claims.md).
/// </summary>
/// <remarks>
/// A claim is a file that one worker makes exclusively. Who takes over the claim of a dead worker makes the file of the next
/// generation, again exclusively; nothing is replaced or removed to get a claim, so no two can think that they took over the same one.
/// All this is thrift: two workers that do the same chunk write the same bytes.
/// </remarks>
internal sealed class ChunkClaims
{
    // Chunks are completed on the thread that writes them.
    private readonly Lock gate = new();
    private readonly RunLayout layout;
    private readonly RunPlan plan;
    private readonly string text;
    private readonly ClaimWatch watch;
    private readonly bool[] finished;
    private readonly HashSet<int> mine = [];
    private readonly SortedSet<int> open = [];
    private readonly int start;
    private int looked;

    internal ChunkClaims(RunLayout layout, RunPlan plan, string worker, WorkerOptions options)
    {
        (this.layout, this.plan) = (layout, plan);
        text = RunJson.Line(new ClaimText(worker, ProcessStamp.Current.ToString(), ProcessPlace.Current)) + "\n";
        watch = new ClaimWatch(layout, options);
        finished = new bool[plan.Chunks];
        NoteFinished();
        // Each begins elsewhere, so that they meet only at the end of their stretches.
        start = (int)((long)plan.Chunks * options.Rank / options.WorldSize);
    }

    /// <summary>Chunks known to be finished.</summary>
    internal int Finished { get; private set; }

    /// <summary>Claims a chunk.</summary>
    /// <returns>The claim; null where all is finished or in good hands for now.</returns>
    /// <exception cref="IOException">The folder cannot be written, or is gone.</exception>
    internal ChunkClaim? TryNext()
    {
        lock (gate)
            return FindNext();
    }

    private ChunkClaim? FindNext()
    {
        while (looked < plan.Chunks)
        {
            var number = (start + looked++) % plan.Chunks;
            if (IsFinished(number))
                continue;
            open.Add(number);
            if (TryClaim(number, 0) is { } claim)
                return claim;
        }
        return open.Count == 0 ? null : TryTakeOver();
    }

    /// <summary>Whether every chunk is finished, by what the folder holds now.</summary>
    internal bool AllFinished()
    {
        lock (gate)
            return LookWhetherAllFinished();
    }

    private bool LookWhetherAllFinished()
    {
        if (open.Any(number => !IsFinished(number)) || looked < plan.Chunks)
            return false;
        // A record that turned out to be damaged is removed by whoever sees it.
        Array.Clear(finished);
        Finished = 0;
        NoteFinished();
        for (var number = 0; number < plan.Chunks; number++)
        {
            if (!finished[number])
                open.Add(number);
        }
        return Finished == plan.Chunks;
    }

    /// <summary>The chunk has its record.</summary>
    internal void Complete(ChunkClaim claim)
    {
        lock (gate)
            Note(claim.Chunk.Number);
        Release(claim);
    }

    /// <summary>Leaves a chunk to others.</summary>
    internal void Release(ChunkClaim claim)
    {
        claim.Release(layout);
        lock (gate)
            mine.Remove(claim.Chunk.Number);
    }

    private ChunkClaim? TryTakeOver()
    {
        var claims = layout.LatestClaims();
        foreach (var number in open.ToList())
        {
            if (IsFinished(number))
            {
                open.Remove(number);
                continue;
            }
            if (mine.Contains(number))
                continue;
            var generation = claims.TryGetValue(number, out var latest) ? latest + 1 : 0;
            if (generation > 0 && !watch.IsAbandoned(number, latest))
                continue;
            if (TryClaim(number, generation) is { } claim)
                return claim;
        }
        return null;
    }

    private ChunkClaim? TryClaim(int number, int generation)
    {
        if (!ExclusiveFile.TryCreate(layout.Claim(number, generation), text))
            return null;
        var claim = new ChunkClaim(plan.Chunk(number), generation);
        // Its last holder may have finished it, and removed the claim, since this worker looked.
        if (IsFinished(number))
        {
            claim.Release(layout);
            return null;
        }
        mine.Add(number);
        return claim;
    }

    private bool IsFinished(int number)
    {
        if (!finished[number] && File.Exists(layout.Record(number)))
            Note(number);
        return finished[number];
    }

    private void NoteFinished()
    {
        foreach (var number in layout.RecordedChunks().Where(number => number < plan.Chunks))
            Note(number);
    }

    private void Note(int number)
    {
        if (finished[number])
            return;
        finished[number] = true;
        Finished++;
    }
}
