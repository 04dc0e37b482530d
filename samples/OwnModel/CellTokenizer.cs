using SoftCfg.ImageTokenizers;
using SoftCfg.Imaging;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace OwnModel;

/// <summary>An image tokenizer without a network: a token is a cell of 8 x 8 pixels, in a corner of the cube of colours.</summary>
internal sealed class CellTokenizer : IImageTokenizer
{
    private const int Pixels = 8;

    public int CodebookSize => Patterns.Colours;
    public int TokensPerImage => Patterns.Cells;
    public int ImageSize => Pixels * Patterns.Side;
    public PixelRange PixelRange => PixelRange.ZeroToOne;

    /// <summary>RGB in [0, 1], [B, 3, H, W], to tokens [B, cells]: the corner nearest to the mean of a cell.</summary>
    public Tensor Encode(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var bits = nn.functional.avg_pool2d(pixels, Pixels).round().to(ScalarType.Int64).flatten(2);  // [B, 3, cells]
        return bits[.., 0].Times(4L).Plus(bits[.., 1].Times(2L)).Plus(bits[.., 2]).MoveToOuterDisposeScope();
    }

    /// <summary>Tokens [B, cells] to RGB in [0, 1].</summary>
    public Tensor Decode(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var cells = tokens.view(-1, 1, Patterns.Side, Patterns.Side);
        var channels = cat([Bit(cells, 4), Bit(cells, 2), Bit(cells, 1)], 1).to(ScalarType.Float32);  // [B, 3, side, side]
        return channels.repeat_interleave(Pixels, 2).repeat_interleave(Pixels, 3).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
    }

    private static Tensor Bit(Tensor cells, long bit)
    {
        using var mask = tensor(bit, ScalarType.Int64, cells.device);
        return cells.bitwise_and(mask).GreaterThan(0L).to(ScalarType.Int64);
    }
}
