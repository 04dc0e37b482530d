namespace SoftCfg.Decoding.Jacobi;

/// <summary>Counts what <see cref="JacobiFigures"/> says.</summary>
internal sealed class JacobiTally
{
    private int steps, passes, single, tokens, drafts, verified, accepted;

    /// <summary>Counts a step.</summary>
    /// <param name="iteration">What happened.</param>
    /// <param name="passesTaken">Passes it took.</param>
    public void Count(JacobiIteration iteration, int passesTaken)
    {
        steps++;
        passes += passesTaken;
        tokens += iteration.Accepted.Count;
        single += iteration.Accepted.Count == 1 ? 1 : 0;
        drafts += iteration.Drafts.Count;
        verified += iteration.Verdict.Ratios.Count;
        accepted += iteration.Verdict.DraftsAccepted;
    }

    /// <summary>What was counted.</summary>
    public JacobiFigures ToFigures() => new(steps, passes, tokens, single, drafts, verified, accepted);
}
