namespace SoftCfg.Decoding;

/// <summary>
/// The tokens that were likeliest at a step, likeliest first, at the sampling temperature and before top-k and top-p; behind them the
/// token that was chosen, if it is not one of them.
/// </summary>
/// <param name="Conditional">In the branch that knows the class or prompt.</param>
/// <param name="Unconditional">In the branch that does not; none with one branch.</param>
/// <param name="Guided">In the distribution that the token was drawn from.</param>
public sealed record StepCandidates(
    IReadOnlyList<TokenProbability> Conditional, IReadOnlyList<TokenProbability> Unconditional, IReadOnlyList<TokenProbability> Guided);
