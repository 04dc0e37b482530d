namespace SoftCfg.Decoding;

/// <summary>A token and how likely it was.</summary>
/// <param name="Token">The token.</param>
/// <param name="Probability">From 0 to 1.</param>
public readonly record struct TokenProbability(long Token, float Probability);
