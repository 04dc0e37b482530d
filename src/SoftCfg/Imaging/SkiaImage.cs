using System.Runtime.InteropServices;
using SkiaSharp;

namespace SoftCfg.Imaging;

/// <summary>Images to and from Skia's bitmaps, which have no 24-bit format.</summary>
internal static class SkiaImage
{
    /// <summary>Copies an image into a bitmap; the caller disposes it.</summary>
    public static SKBitmap ToBitmap(RgbImage image)
    {
        var rgba = new byte[4 * image.Width * image.Height];
        for (int from = 0, to = 0; to < rgba.Length; from += 3, to += 4)
        {
            image.Pixels.AsSpan(from, 3).CopyTo(rgba.AsSpan(to));
            rgba[to + 3] = 255;
        }
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
        return bitmap;
    }

    /// <summary>Copies red, green and blue out of an RGBA bitmap.</summary>
    public static RgbImage ToRgb(SKBitmap bitmap)
    {
        var pixels = new byte[3 * bitmap.Width * bitmap.Height];
        var source = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; to < pixels.Length; from += 4, to += 3)
            source.Slice(from, 3).CopyTo(pixels.AsSpan(to));
        return new RgbImage(bitmap.Width, bitmap.Height, pixels);
    }
}
