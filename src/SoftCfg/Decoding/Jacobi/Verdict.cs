namespace SoftCfg.Decoding.Jacobi;

/// <summary>What became of a window of drafts.</summary>
/// <param name="Ratios">With which probability drafts were accepted, up to the first that was not.</param>
/// <param name="Accepted">The tokens that the window brought: drafts that stand, and one token more.</param>
/// <param name="Replacement">The last of them, where it replaces a draft; else null.</param>
internal sealed record Verdict(IReadOnlyList<float> Ratios, IReadOnlyList<long> Accepted, long? Replacement)
{
    /// <summary>Drafts that stand.</summary>
    public int DraftsAccepted => Accepted.Count - 1;
}
