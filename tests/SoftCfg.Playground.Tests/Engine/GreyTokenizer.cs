using SoftCfg.ImageTokenizers;
using SoftCfg.Imaging;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Playground.Tests.Engine;

/// <summary>Every token is a pixel of a 4x4 image, of eight shades of grey; it draws at the pace of a test.</summary>
/// <param name="pace">The pace.</param>
internal sealed class GreyTokenizer(Pace? pace) : IImageTokenizer
{
    public int CodebookSize => 8;
    public int TokensPerImage => 16;
    public int ImageSize => 4;
    public PixelRange PixelRange => PixelRange.ZeroToOne;

    public Tensor Encode(Tensor pixels) => pixels[.., 0].Times(7L).round().to(ScalarType.Int64).flatten(1);

    public Tensor Decode(Tensor tokens)
    {
        pace?.Pass();
        using var scope = NewDisposeScope();
        return tokens.to(ScalarType.Float32).DividedBy(7L).view(-1, 1, ImageSize, ImageSize).repeat(1, 3, 1, 1).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        // Owns nothing.
    }
}
