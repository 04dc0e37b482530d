using SoftCfg.ImageTokenizers;
using SoftCfg.Imaging;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Playground.Tests.Engine;

/// <summary>Whatever the 16 tokens are, the image is noise of 128 x 128 pixels: fifty kilobytes that nothing packs.</summary>
internal sealed class NoiseTokenizer : IImageTokenizer
{
    private static readonly byte[] Noise = new byte[3 * 128 * 128];

    static NoiseTokenizer() => new Random(1).NextBytes(Noise);

    private int drawn;

    /// <summary>Images that were drawn.</summary>
    public int Drawn => drawn;

    public int CodebookSize => 8;
    public int TokensPerImage => 16;
    public int ImageSize => 128;
    public PixelRange PixelRange => PixelRange.ZeroToOne;

    public Tensor Encode(Tensor pixels) => throw new NotSupportedException();

    public Tensor Decode(Tensor tokens)
    {
        drawn++;
        using var scope = NewDisposeScope();
        return tensor(Noise, [1, 3, ImageSize, ImageSize], device: CPU).to(ScalarType.Float32).DividedBy(255).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        // Owns nothing.
    }
}
