using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Imaging;

/// <summary>An 8-bit RGB image in memory.</summary>
public sealed class RgbImage
{
    /// <summary>Wraps pixels; the array is kept, not copied.</summary>
    /// <param name="width">Pixels per row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">Row by row, red, green and blue side by side: [height, width, 3].</param>
    /// <exception cref="ArgumentException">A side is not positive or the array has another length.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (pixels.LongLength != 3L * width * height)
        {
            throw new ArgumentException(
                $"An RGB image of {width} × {height} has {3L * width * height} bytes, not {pixels.LongLength}.",
                nameof(pixels));
        }
        (Width, Height, Pixels) = (width, height, pixels);
    }

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Row by row, red, green and blue side by side: [height, width, 3].</summary>
    public byte[] Pixels { get; }

    /// <summary>The colour of one pixel.</summary>
    /// <param name="x">Column from the left.</param>
    /// <param name="y">Row from the top.</param>
    public (byte Red, byte Green, byte Blue) this[int x, int y]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(x);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, Width);
            var at = 3 * (y * Width + x);
            return (Pixels[at], Pixels[at + 1], Pixels[at + 2]);
        }
    }

    /// <summary>Takes the images out of a batch of decoded pixels.</summary>
    /// <param name="pixels">Floating point [B, 3, H, W] or [3, H, W], on any device; not disposed.</param>
    /// <param name="range">The range of the pixels.</param>
    /// <returns>B images, or one.</returns>
    /// <exception cref="ArgumentException">The shape or type is another one, or a pixel is not a number.</exception>
    public static IReadOnlyList<RgbImage> FromPixels(Tensor pixels, PixelRange range)
    {
        using var scope = NewDisposeScope();
        using var bytes = range.ToBytes(pixels.dim() == 3 ? pixels.unsqueeze(0) : pixels).cpu();
        var (count, height, width) = ((int)bytes.shape[0], (int)bytes.shape[1], (int)bytes.shape[2]);
        var images = new RgbImage[count];
        for (var i = 0; i < count; i++)
        {
            using var image = bytes[i];
            images[i] = new RgbImage(width, height, image.data<byte>().ToArray());
        }
        return images;
    }

    /// <summary>The image as image tokenizers take it: the bytes divided by 255, with the same bits on every device.</summary>
    /// <param name="device">Where the pixels go; the CPU by default.</param>
    /// <returns>float32 RGB in [0, 1]: [1, 3, Height, Width]; the caller disposes it.</returns>
    public Tensor ToPixels(Device? device = null)
    {
        using var scope = NewDisposeScope();
        var bytes = tensor(Pixels, device: CPU).reshape(1, Height, Width, 3);
        // Divided before it is moved: on CUDA libtorch multiplies by 1 / 255 instead, and half of the quotients are off by a last bit.
        var pixels = bytes.permute(0, 3, 1, 2).to(ScalarType.Float32).DividedBy(255).contiguous();
        return pixels.to(device ?? CPU).MoveToOuterDisposeScope();
    }
}
