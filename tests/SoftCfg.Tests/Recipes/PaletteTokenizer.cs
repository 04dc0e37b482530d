using SoftCfg.ImageTokenizers;
using SoftCfg.Imaging;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Recipes;

// begin tokenizer
/// <summary>Every token is one pixel of a 4x4 image, in one of the eight colours of a cube's corners.</summary>
internal sealed class PaletteTokenizer : IImageTokenizer
{
    private static readonly float[,] Corners =
        { { 0, 0, 0 }, { 0, 0, 1 }, { 0, 1, 0 }, { 0, 1, 1 }, { 1, 0, 0 }, { 1, 0, 1 }, { 1, 1, 0 }, { 1, 1, 1 } };

    private readonly Tensor palette = tensor(Corners).DetachFromDisposeScope();  // [codes, RGB]

    public int CodebookSize => 8;
    public int TokensPerImage => 16;
    public int ImageSize => 4;
    public PixelRange PixelRange => PixelRange.ZeroToOne;

    public Tensor Encode(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var bits = pixels.round().to(ScalarType.Int64).flatten(2);  // [B, RGB, tokens]
        return bits[.., 0].Times(4L).Plus(bits[.., 1].Times(2L)).Plus(bits[.., 2]).MoveToOuterDisposeScope();
    }

    public Tensor Decode(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var pixels = palette.index_select(0, tokens.reshape(-1));  // [B * tokens, RGB]
        return pixels.view(-1, ImageSize, ImageSize, 3).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    public void Dispose() => palette.Dispose();
}
// end tokenizer
