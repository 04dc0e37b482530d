using System.Runtime.InteropServices;
using SkiaSharp;
using SoftCfg.Imaging;

namespace SoftCfg.Hosting.Orders;

/// <summary>A kind of file that images are sent as.</summary>
public sealed class PictureFormat
{
    private readonly Func<RgbImage, byte[]> encode;

    private PictureFormat(string name, Func<RgbImage, byte[]> encode) => (Name, this.encode) = (name, encode);

    /// <summary>PNG, without loss.</summary>
    public static PictureFormat Png { get; } = new("png", EncodePng);

    /// <summary>JPEG of quality 95.</summary>
    public static PictureFormat Jpeg { get; } = new("jpeg", image => EncodeLossy(image, SKEncodedImageFormat.Jpeg));

    /// <summary>WebP of quality 95.</summary>
    public static PictureFormat Webp { get; } = new("webp", image => EncodeLossy(image, SKEncodedImageFormat.Webp));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PictureFormat> All { get; } = [Png, Jpeg, Webp];

    /// <summary>What requests call it.</summary>
    public string Name { get; }

    /// <summary>Its media type.</summary>
    public string MediaType => $"image/{Name}";

    /// <summary>Finds one.</summary>
    /// <param name="name">Its name or media type.</param>
    /// <returns>The format.</returns>
    /// <exception cref="OrderException">There is none of that name.</exception>
    public static PictureFormat Find(string name) => All.FirstOrDefault(format => name == format.Name || name == format.MediaType)
        ?? throw new OrderException("output_format", "output_format must be png, jpeg or webp.");

    /// <summary>Encodes an image.</summary>
    /// <param name="image">The image.</param>
    /// <returns>The file's bytes.</returns>
    public byte[] Encode(RgbImage image) => encode(image);

    private static byte[] EncodePng(RgbImage image)
    {
        using var file = new MemoryStream();
        PngWriter.Encode(file, image);
        return file.ToArray();
    }

    private static byte[] EncodeLossy(RgbImage image, SKEncodedImageFormat format)
    {
        const int quality = 95;
        // Skia has no 24-bit pixels.
        var rgba = new byte[4 * image.Width * image.Height];
        for (int from = 0, to = 0; to < rgba.Length; from += 3, to += 4)
        {
            image.Pixels.AsSpan(from, 3).CopyTo(rgba.AsSpan(to));
            rgba[to + 3] = byte.MaxValue;
        }
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }
}
