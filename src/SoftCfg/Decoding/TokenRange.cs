namespace SoftCfg.Decoding;

/// <summary>Tokens that follow each other in a vocabulary.</summary>
/// <param name="First">The first.</param>
/// <param name="Count">How many; at least one.</param>
public readonly record struct TokenRange(long First, long Count);
