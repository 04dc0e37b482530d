namespace SoftCfg.Decoding.Jacobi;

/// <summary>How far sequences are that decode in windows.</summary>
/// <param name="Step">Steps so far.</param>
/// <param name="Tokens">The tokens of each sequence so far, in the order they were given in; they grow with the next step.</param>
/// <param name="Lengths">How many tokens each will have.</param>
public sealed record JacobiProgress(int Step, IReadOnlyList<IReadOnlyList<long>> Tokens, IReadOnlyList<int> Lengths)
{
    /// <summary>The share of all tokens that is decoded.</summary>
    public double Share => (double)Tokens.Sum(tokens => tokens.Count) / Lengths.Sum();
}
