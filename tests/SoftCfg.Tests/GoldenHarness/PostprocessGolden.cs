using SoftCfg.Imaging;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Decoded pixels to bytes.</summary>
internal static class PostprocessGolden
{
    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        using var scope = NewDisposeScope();
        // RobusTok's decoder returns pixels around zero, the others return them from 0 to 1.
        var range = golden.ReferenceRepository.EndsWith("/RobusTok", StringComparison.Ordinal)
            ? PixelRange.AroundZero
            : PixelRange.ZeroToOne;
        errors.Compare("uint8", range.ToBytes(golden.Input("pixels")), golden.Expected("uint8"), Tolerance.Exact);
    }
}
