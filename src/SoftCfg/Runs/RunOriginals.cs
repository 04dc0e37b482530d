namespace SoftCfg.Runs;

/// <summary>Originals whose tokens are kept here and there while the others are sampled.</summary>
/// <param name="Pictures">
/// At least one, cropped to the centre and resized where they are not as large as the model's images: image i has number i modulo their count.
/// </param>
/// <param name="Keep">The probability that a token of the original is kept, from 0 to 1.</param>
public sealed record RunOriginals(IReadOnlyList<RunPicture> Pictures, double Keep)
{
    /// <summary>The original of an image.</summary>
    /// <param name="index">The image's index.</param>
    public RunPicture Of(long index) => Pictures[(int)(index % Pictures.Count)];
}
