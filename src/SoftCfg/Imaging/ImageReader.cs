using SkiaSharp;

namespace SoftCfg.Imaging;

/// <summary>Reads PNG and JPEG files.</summary>
public static class ImageReader
{
    /// <summary>The most pixels <see cref="Read"/> decodes unless told otherwise: 64 Mi (8192 × 8192).</summary>
    public const long DefaultMaximumPixels = 1L << 26;

    /// <summary>
    /// Pixels that a file of any size may have, 2048 × 2048, and how many more for each of its bytes. A blank page packs to
    /// thousands of pixels a byte; beyond that size such a file only serves to exhaust memory.
    /// </summary>
    private const long PixelsOfAnyFile = 1 << 22, PixelsPerByte = 64;

    /// <summary>
    /// Decodes a file to 8-bit RGB the way Pillow's <c>Image.open(path).convert("RGB")</c> does: transparency is
    /// dropped, colour profiles and the EXIF orientation are not applied.
    /// </summary>
    /// <param name="path">A PNG or JPEG file.</param>
    /// <param name="maximumPixels">
    /// The most pixels (width · height) to accept; checked in the header, before anything is allocated. Default:
    /// <see cref="DefaultMaximumPixels"/>.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageFormatException">Not a PNG or JPEG, cut off, damaged or too large.</exception>
    public static RgbImage Read(string path, long maximumPixels = DefaultMaximumPixels)
    {
        using var file = ImageFile.Open(path);
        using var codec = SKCodec.Create(file, out var result)
            ?? throw new ImageFormatException(path,
                "not a PNG or JPEG file, or one that is cut off or damaged in its header.");
        if (codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg))
        {
            throw new ImageFormatException(path,
                $"the file is {codec.EncodedFormat.ToString().ToUpperInvariant()}, expected PNG or JPEG; convert it.");
        }
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > maximumPixels)
        {
            throw new ImageFormatException(path,
                $"the image has {width} × {height} pixels, more than the limit of {maximumPixels}; make it smaller " +
                "or raise the limit.");
        }
        if ((long)width * height > PixelsOfAnyFile + PixelsPerByte * file.Length)
        {
            throw new ImageFormatException(path,
                $"the image claims {width} × {height} pixels in {file.Length} bytes. It is damaged, or made to exhaust memory.");
        }
        // Not premultiplied and without a colour space: the values of the file, untouched.
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (result != SKCodecResult.Success)
        {
            throw new ImageFormatException(path, result == SKCodecResult.IncompleteInput
                ? $"the file ends before the last of its {height} rows: it is cut off."
                : $"the image data is damaged ({result}).");
        }
        return SkiaImage.ToRgb(bitmap);
    }
}
