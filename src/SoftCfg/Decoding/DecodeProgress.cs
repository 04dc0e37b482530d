namespace SoftCfg.Decoding;

/// <summary>How far a batch is.</summary>
/// <param name="Step">Tokens sampled per image so far.</param>
/// <param name="Steps">Tokens per image.</param>
public readonly record struct DecodeProgress(int Step, int Steps);
