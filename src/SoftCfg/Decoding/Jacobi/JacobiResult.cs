namespace SoftCfg.Decoding.Jacobi;

/// <summary>What decoding in windows took. The tokens and traces are in the sequences.</summary>
/// <param name="Images">The figures of each sequence, in the order they were given in.</param>
public sealed record JacobiResult(IReadOnlyList<JacobiFigures> Images)
{
    /// <summary>The figures of all together.</summary>
    public JacobiFigures All => JacobiFigures.Sum(Images);
}
