namespace SoftCfg.Decoding.Jacobi;

/// <summary>A token that is fed before it is known to stand.</summary>
/// <param name="Token">The token.</param>
/// <param name="Source">The distribution it was drawn from, q.</param>
internal readonly record struct Draft(long Token, TokenDistribution Source)
{
    /// <summary>A draft that nothing was drawn for, or that counts as such: q is 1 for it.</summary>
    public static Draft Of(long token) => new(token, TokenDistribution.Of(token));
}
