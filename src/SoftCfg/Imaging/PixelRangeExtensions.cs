using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Imaging;

/// <summary>Turns decoded pixels into bytes.</summary>
internal static class PixelRangeExtensions
{
    /// <summary>Clamps, scales and truncates or rounds pixels exactly as the released samplers do, channels last.</summary>
    /// <param name="range">The range of the pixels.</param>
    /// <param name="pixels">Floating point [B, 3, H, W]; not disposed. Computed in float32 whatever its type.</param>
    /// <returns>uint8 [B, H, W, 3], contiguous, on the device of the pixels; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">
    /// The shape or type is another one, or a pixel is not a number (a decoder in 16 bit that overflowed, a damaged
    /// checkpoint).
    /// </exception>
    public static Tensor ToBytes(this PixelRange range, Tensor pixels)
    {
        if (pixels.dim() != 4 || pixels.shape[1] != 3 || !pixels.is_floating_point())
        {
            throw new ArgumentException(
                $"Expected floating-point pixels [B, 3, H, W], got {pixels.dtype} [{string.Join(", ", pixels.shape)}].",
                nameof(pixels));
        }
        using var scope = NewDisposeScope();
        using var withoutGradients = no_grad();
        var x = pixels.to(ScalarType.Float32);
        if (x.isnan().any().item<bool>())
        {
            throw new ArgumentException(
                "Some pixels are not a number: decode in float32, and check that the checkpoint is undamaged.",
                nameof(pixels));
        }
        var scaled = range switch
        {
            PixelRange.ZeroToOne => x.Clamped(0, 1).Times(255),
            PixelRange.AroundZero => x.Times(127.5).Plus(128).Clamped(0, 255),
            // Halves to even.
            PixelRange.AroundZeroRounded => x.Plus(1).Times(127.5).round().Clamped(0, 255),
            _ => throw new ArgumentOutOfRangeException(nameof(range), range, "Not a pixel range."),
        };
        // Conversion to an integer type truncates towards zero.
        return scaled.permute(0, 2, 3, 1).to(ScalarType.Byte).contiguous().MoveToOuterDisposeScope();
    }
}
