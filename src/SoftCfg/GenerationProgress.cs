namespace SoftCfg;

/// <summary>How far a generation is.</summary>
/// <param name="Images">Images finished.</param>
/// <param name="TotalImages">Images asked for.</param>
/// <param name="Tokens">Tokens sampled, those of unfinished images included.</param>
/// <param name="TotalTokens">Tokens of all images asked for.</param>
public readonly record struct GenerationProgress(long Images, long TotalImages, long Tokens, long TotalTokens);
