using SkiaSharp;

namespace SoftCfg.Imaging;

/// <summary>Makes an image of any size fit a model: its largest centred part of the shape that is needed, resized.</summary>
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
    public static RgbImage Apply(RgbImage image, int size) => Apply(image, size, size);

    /// <summary>Cuts out the largest centred part of a shape and resizes it, see <see cref="Apply(RgbImage, int)"/>.</summary>
    /// <param name="image">The image.</param>
    /// <param name="width">The width to make, at least 1.</param>
    /// <param name="height">The height to make, at least 1.</param>
    /// <returns>The part; the image itself, bit for bit, where it has that size already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive.</exception>
    public static RgbImage Apply(RgbImage image, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var part = Cut(image, width, height);
        // Skia's cubic filter looks at 4 × 4 pixels whatever the scale: of a large image it would skip most.
        while (part.Width >= 2 * (long)width && part.Height >= 2 * (long)height)
            part = Resize(part, part.Width / 2, part.Height / 2, SKFilterQuality.Low);
        return (part.Width, part.Height) == (width, height) ? part : Resize(part, width, height, SKFilterQuality.High);
    }

    private static RgbImage Cut(RgbImage image, int width, int height)
    {
        // The largest part of the shape: as wide or as high as the image.
        var wide = (int)Math.Clamp(Math.Round((double)image.Height * width / height), 1, image.Width);
        var high = (int)Math.Clamp(Math.Round((double)image.Width * height / width), 1, image.Height);
        if ((wide, high) == (image.Width, image.Height))
            return image;
        var (left, top) = ((image.Width - wide) / 2, (image.Height - high) / 2);
        var pixels = new byte[checked(3 * wide * high)];
        for (var y = 0; y < high; y++)
            image.Pixels.AsSpan(3 * ((top + y) * image.Width + left), 3 * wide).CopyTo(pixels.AsSpan(3 * y * wide));
        return new RgbImage(wide, high, pixels);
    }

    private static RgbImage Resize(RgbImage part, int width, int height, SKFilterQuality quality)
    {
        using var source = SkiaImage.ToBitmap(part);
        using var target = new SKBitmap(new SKImageInfo(width, height, source.ColorType, source.AlphaType));
        if (!source.ScalePixels(target, quality))
            throw new InvalidOperationException($"Skia cannot resize {part.Width} x {part.Height} pixels to {width} x {height}.");
        return SkiaImage.ToRgb(target);
    }
}
