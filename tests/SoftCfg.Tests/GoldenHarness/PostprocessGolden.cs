using SoftCfg.Imaging;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Pixels to bytes, by the rule of the release that a case was made with.</summary>
internal static class PostprocessGolden
{
    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        // RobusTok's decoder returns pixels around zero, the others return them from 0 to 1.
        var range = golden.ReferenceRepository.EndsWith("/RobusTok", StringComparison.Ordinal)
            ? PixelRange.AroundZero
            : PixelRange.ZeroToOne;
        using var pixels = golden.Placed("pixels");
        CompareBytes(golden, errors, range, pixels);
    }

    /// <summary>Compares bytes; where a value lies within 1e-3 of an integer, another summation order may truncate or round it otherwise.</summary>
    public static void CompareBytes(GoldenCase golden, GoldenErrors errors, PixelRange range, Tensor pixels,
        string name = "uint8")
    {
        using var scope = NewDisposeScope();
        // A case may hold one image without an axis for the batch.
        var expected = golden.Expected(name) is var image && image.dim() == 3 ? image.unsqueeze(0) : image;
        var actual = range.ToBytes(pixels).cpu();
        pixels = pixels.cpu();
        var value = range switch
        {
            PixelRange.ZeroToOne => pixels.Times(255),
            PixelRange.AroundZero => pixels.Times(127.5).Plus(128),
            // A half, where rounding turns, becomes a whole number.
            _ => pixels.Plus(1).Times(127.5).Minus(0.5),
        };
        value = value.permute(0, 2, 3, 1);
        var tie = (value - value.round()).abs().LessThan(1e-3);
        var difference = (actual.to(ScalarType.Int32) - expected.to(ScalarType.Int32)).abs();
        var settled = where(tie & difference.EqualTo(1), expected, actual);
        errors.Compare(name, settled, expected, Tolerance.Exact);
    }
}
