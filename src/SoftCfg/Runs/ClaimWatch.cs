using SoftCfg.Files;

namespace SoftCfg.Runs;

/// <summary>
/// Tells which claims nobody works on any more, from what can be seen of their workers. No clock of another machine is believed, nor
/// the time of a file: a worker is dead whose sign has not changed for as long as this one has been looking.
/// </summary>
internal sealed class ClaimWatch(RunLayout layout, WorkerOptions options)
{
    private readonly Dictionary<(int Chunk, int Generation), (string Seen, long Since)> seen = [];

    /// <summary>Whether a claim may be taken over.</summary>
    internal bool IsAbandoned(int chunk, int generation)
    {
        var text = SignFile.TryRead(layout.Claim(chunk, generation));
        // Removed since it was listed: the next look will see what became of the chunk.
        if (text is null)
            return false;
        // One that was killed between making the file and writing into it says nothing.
        var claim = RunJson.TryParse<ClaimText>(text) is { } said && WorkerSign.IsName(said.Worker) ? said : null;
        var sign = claim is null ? null : SignFile.TryRead(layout.Sign(claim.Worker));
        return IsDead(claim) || RunJson.TryParse<WorkerState>(sign) is { HasEnded: true } || HasStoodStill((chunk, generation), text + sign);
    }

    /// <summary>On this machine it is enough to ask.</summary>
    private static bool IsDead(ClaimText? claim) => claim is not null && claim.Place == ProcessPlace.Current &&
        ProcessStamp.Parse(claim.Process) is { IsHere: true, IsRunning: false };

    private bool HasStoodStill((int, int) claim, string now)
    {
        if (!seen.TryGetValue(claim, out var before) || before.Seen != now)
        {
            seen[claim] = (now, options.Time.GetTimestamp());
            return false;
        }
        return options.Time.GetElapsedTime(before.Since) >= options.Patience;
    }
}
