using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers;

/// <summary>An image tokenizer whose pictures are of any size: a code stands for as many pixels whatever the size.</summary>
public interface IGridTokenizer : IImageTokenizer
{
    /// <summary>Pixels, across and down, that one code stands for.</summary>
    int PixelsPerToken { get; }

    /// <summary>Decodes pictures of rows and columns of codes.</summary>
    /// <param name="tokens">int64 [B, rows * columns], row by row.</param>
    /// <param name="rows">Rows of codes.</param>
    /// <param name="columns">Codes of a row.</param>
    /// <param name="cancellationToken">Checked now and then: a large picture takes minutes.</param>
    /// <returns>
    /// float32 [B, 3, rows * <see cref="PixelsPerToken"/>, columns * <see cref="PixelsPerToken"/>], in <see cref="IImageTokenizer.PixelRange"/>,
    /// not clamped; the caller disposes it.
    /// </returns>
    Tensor Decode(Tensor tokens, int rows, int columns, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says that there is nothing to encode for a while: weights that only encoding needs may be freed. When there is, they are read
    /// again.
    /// </summary>
    void FreeEncoder();
}
