using SoftCfg.Imaging;

namespace SoftCfg;

/// <summary>How far a generation from prompts is.</summary>
/// <param name="Images">Images finished.</param>
/// <param name="TotalImages">Images asked for.</param>
/// <param name="Tokens">Tokens sampled, those of unfinished images included.</param>
/// <param name="TotalTokens">Tokens of all images asked for.</param>
/// <param name="Index">The index of the first image that is being decoded.</param>
/// <param name="Rows">Rows of codes of that image that are finished.</param>
/// <param name="TotalRows">Rows that it will have.</param>
/// <param name="Preview">
/// Decodes what there is of it, the rest grey; null where no row is finished. To be called before the next step, and as slow as
/// decoding an image: minutes for a large one, unless it is cancelled.
/// </param>
public readonly record struct PromptProgress(long Images, long TotalImages, long Tokens, long TotalTokens, long Index, int Rows,
    int TotalRows, Func<CancellationToken, RgbImage>? Preview);
