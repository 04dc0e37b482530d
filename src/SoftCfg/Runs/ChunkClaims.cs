using SoftCfg.Files;

namespace SoftCfg.Runs;

/// <summary>
/// Shares the chunks of a run among workers that know nothing of each other but its folder (docs/adr/0012-claims.md).
/// </summary>
/// <remarks>
/// A claim is a file that one worker makes exclusively. Who takes over the claim of a dead worker makes the file of the next
/// generation, again exclusively; nothing is replaced or removed to get a claim, so no two can think that they took over the same one.
/// All this is thrift: two workers that do the same chunk write the same bytes.
/// </remarks>
internal sealed class ChunkClaims
{
    private const int MostMissed = 8;

    // Chunks are completed on the thread that writes them.
    private readonly Lock gate = new();
    private readonly RunLayout layout;
    private readonly RunPlan plan;
    private readonly string text;
    private readonly ClaimWatch watch;
    private readonly Random random;
    private readonly int start;
    private readonly bool[] finished;
    private readonly HashSet<int> mine = [];
    private readonly List<int> fresh = [];
    private readonly SortedSet<int> open = [];
    private int window = 4;

    internal ChunkClaims(RunLayout layout, RunPlan plan, string worker, WorkerOptions options)
    {
        (this.layout, this.plan) = (layout, plan);
        text = RunJson.Line(new ClaimText(worker, ProcessStamp.Current.ToString(), ProcessPlace.Current)) + "\n";
        watch = new ClaimWatch(layout, options);
        random = new Random(options.Rank);
        finished = new bool[plan.Chunks];
        // Each begins elsewhere, so that they meet only at the end of their stretches.
        start = (int)((long)plan.Chunks * options.Rank / options.WorldSize);
        Look(start);
    }

    /// <summary>Chunks known to be finished.</summary>
    internal int Finished { get; private set; }

    /// <summary>Claims a chunk.</summary>
    /// <returns>The claim; null where all is finished or in good hands for now.</returns>
    /// <exception cref="IOException">The folder cannot be written, or is gone.</exception>
    internal ChunkClaim? TryNext()
    {
        lock (gate)
            return TryFresh() ?? TryOpen();
    }

    /// <summary>Whether every chunk is finished, by what the folder holds now.</summary>
    internal bool AllFinished()
    {
        lock (gate)
        {
            if (fresh.Count > 0 || open.Any(number => !IsFinished(number)))
                return false;
            // A record that turned out to be damaged is removed by whoever sees it.
            Array.Clear(finished);
            Finished = 0;
            Look(start);
            return Finished == plan.Chunks;
        }
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

    /// <summary>Sees what is finished, what is held, and what nobody has begun, from a place on.</summary>
    private void Look(int from)
    {
        NoteRecorded();
        var held = layout.ClaimedChunks().ToHashSet();
        fresh.Clear();
        open.Clear();
        // Taken from the end.
        for (var i = plan.Chunks - 1; i >= 0; i--)
        {
            var number = (from + i) % plan.Chunks;
            if (finished[number] || mine.Contains(number))
                continue;
            if (held.Contains(number))
                open.Add(number);
            else
                fresh.Add(number);
        }
    }

    /// <summary>A chunk that nobody has begun.</summary>
    private ChunkClaim? TryFresh()
    {
        for (var missed = 0; fresh.Count > 0;)
        {
            var number = fresh[^1];
            fresh.RemoveAt(fresh.Count - 1);
            if (finished[number])
                continue;
            if (TryClaim(number, 0) is { } claim)
                return claim;
            open.Add(number);
            // This is the stretch of another worker by now. Elsewhere; and when that is no better, by a new look at all.
            if (++missed % MostMissed == 0)
            {
                Look(random.Next(plan.Chunks));
            }
            else if (fresh.Count > 0)
            {
                var other = random.Next(fresh.Count);
                (fresh[^1], fresh[other]) = (fresh[other], fresh[^1]);
            }
        }
        return null;
    }

    /// <summary>
    /// A chunk that was given up, or whose worker is dead. Looked at are the claims of a few: a thousand workers that all looked at all
    /// claims of the others would keep a file server busy. Where some have died, many may have, and more are looked at.
    /// </summary>
    private ChunkClaim? TryOpen()
    {
        if (open.Count == 0)
            return null;
        var held = layout.ClaimedChunks().ToHashSet();
        // Most are finished by now, and one listing says so of all of them.
        if (open.Count(number => !held.Contains(number)) > MostMissed)
            NoteRecorded();
        var watched = 0;
        foreach (var number in open.Where(number => number >= start).Concat(open.Where(number => number < start)).ToList())
        {
            if (held.Contains(number) && watched >= window)
                continue;
            if (IsFinished(number))
            {
                open.Remove(number);
                continue;
            }
            var latest = layout.LatestClaim(number);
            if (latest >= 0)
            {
                watched++;
                if (!watch.IsAbandoned(number, latest))
                    continue;
                window = Math.Min(2 * window, plan.Chunks);
            }
            if (TryClaim(number, latest + 1) is { } claim)
            {
                open.Remove(number);
                return claim;
            }
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

    private void NoteRecorded()
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
