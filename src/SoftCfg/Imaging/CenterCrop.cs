using SkiaSharp;

namespace SoftCfg.Imaging;

/// <summary>Makes an image of any size fit a model: its largest centred square, resized.</summary>
public static class CenterCrop
{
    /// <summary>Cuts out the square and resizes it.</summary>
    /// <remarks>
    /// As in <c>center_crop_arr</c> of guided-diffusion, a large image is first halved, by the mean of 2 × 2 pixels, until less
    /// than another half is to go, and then resized with a bicubic filter (Mitchell's; theirs is another one, so the bytes are
    /// not theirs).
    /// </remarks>
    /// <param name="image">The image.</param>
    /// <param name="size">The width and height to make, at least 1.</param>
    /// <returns>The square; the image itself, bit for bit, where it has that size already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    public static RgbImage Apply(RgbImage image, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        var square = Cut(image);
        // Skia's cubic filter looks at 4 × 4 pixels whatever the scale: of a large image it would skip most.
        while (square.Width >= 2 * (long)size)
            square = Resize(square, square.Width / 2, SKFilterQuality.Low);
        return square.Width == size ? square : Resize(square, size, SKFilterQuality.High);
    }

    private static RgbImage Cut(RgbImage image)
    {
        if (image.Width == image.Height)
            return image;
        var side = Math.Min(image.Width, image.Height);
        var (left, top) = ((image.Width - side) / 2, (image.Height - side) / 2);
        var pixels = new byte[checked(3 * side * side)];
        for (var y = 0; y < side; y++)
            image.Pixels.AsSpan(3 * ((top + y) * image.Width + left), 3 * side).CopyTo(pixels.AsSpan(3 * y * side));
        return new RgbImage(side, side, pixels);
    }

    private static RgbImage Resize(RgbImage square, int size, SKFilterQuality quality)
    {
        using var source = SkiaImage.ToBitmap(square);
        using var target = new SKBitmap(new SKImageInfo(size, size, source.ColorType, source.AlphaType));
        if (!source.ScalePixels(target, quality))
            throw new InvalidOperationException($"Skia cannot resize {square.Width} pixels in square to {size}.");
        return SkiaImage.ToRgb(target);
    }
}
