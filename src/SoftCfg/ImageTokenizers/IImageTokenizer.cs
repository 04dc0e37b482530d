using SoftCfg.Imaging;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers;

/// <summary>Turns images into tokens of a codebook, and tokens into images.</summary>
public interface IImageTokenizer : IDisposable
{
    /// <summary>Codes in the codebook: tokens are 0 .. CodebookSize-1.</summary>
    int CodebookSize { get; }

    /// <summary>Tokens per image.</summary>
    int TokensPerImage { get; }

    /// <summary>Width and height of an image, in pixels.</summary>
    int ImageSize { get; }

    /// <summary>How decoded pixels become bytes.</summary>
    PixelRange PixelRange { get; }

    /// <summary>Encodes images.</summary>
    /// <param name="pixels">float32 RGB in [0, 1]: [B, 3, ImageSize, ImageSize].</param>
    /// <returns>int64 [B, TokensPerImage]; the caller disposes it.</returns>
    Tensor Encode(Tensor pixels);

    /// <summary>Decodes tokens.</summary>
    /// <param name="tokens">int64 [B, TokensPerImage].</param>
    /// <returns>
    /// float32 RGB in the nominal range of <see cref="PixelRange"/>, not clamped: [B, 3, ImageSize, ImageSize]; the caller
    /// disposes it.
    /// </returns>
    Tensor Decode(Tensor tokens);
}
