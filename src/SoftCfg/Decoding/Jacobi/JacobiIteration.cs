namespace SoftCfg.Decoding.Jacobi;

/// <summary>What happened to one sequence in one step.</summary>
/// <param name="Kept">Drafts that the step before had left.</param>
/// <param name="Drafts">The drafts, as many as the window less one.</param>
/// <param name="Sampled">The token drawn from every row.</param>
/// <param name="Verdict">What became of the drafts.</param>
internal sealed record JacobiIteration(int Kept, IReadOnlyList<Draft> Drafts, IReadOnlyList<long> Sampled, Verdict Verdict)
{
    /// <summary>Tokens that were fed.</summary>
    public int Window => Sampled.Count;

    /// <summary>The tokens that the step brought.</summary>
    public IReadOnlyList<long> Accepted => Verdict.Accepted;
}
