using SoftCfg.Sessions;

namespace SoftCfg;

/// <summary>How far a generation is.</summary>
/// <param name="Images">Images finished.</param>
/// <param name="TotalImages">Images asked for.</param>
/// <param name="Tokens">Tokens sampled, those of unfinished images included.</param>
/// <param name="TotalTokens">Tokens of all images asked for.</param>
/// <param name="Snapshots">
/// Takes snapshots of the images that are being decoded, in the order of their indices; null where none is. To be called before the
/// next step; drawing them is as slow as decoding images.
/// </param>
public readonly record struct GenerationProgress(long Images, long TotalImages, long Tokens, long TotalTokens,
    Func<IReadOnlyList<ImageSnapshot>>? Snapshots = null);
