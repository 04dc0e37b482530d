using CsCheck;
using SkiaSharp;
using SoftCfg.Imaging;

namespace SoftCfg.Tests.Imaging;

internal static class TestImages
{
    /// <summary>Noise of any small size.</summary>
    public static Gen<RgbImage> Any { get; } =
        from width in Gen.Int[1, 24]
        from height in Gen.Int[1, 24]
        from pixels in Gen.Byte.Array[3 * width * height]
        select new RgbImage(width, height, pixels);

    /// <summary>Red grows with the column, green with the row.</summary>
    public static RgbImage Gradient(int width, int height)
    {
        var pixels = new byte[3 * width * height];
        for (var i = 0; i < width * height; i++)
            (pixels[3 * i], pixels[3 * i + 1]) = ((byte)(i % width), (byte)(i / width));
        return new RgbImage(width, height, pixels);
    }

    public static RgbImage Plain(int width, int height, byte red, byte green, byte blue)
    {
        var pixels = new byte[3 * width * height];
        for (var i = 0; i < pixels.Length; i += 3)
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (red, green, blue);
        return new RgbImage(width, height, pixels);
    }

    public static byte[] Jpeg(RgbImage image)
    {
        using var bitmap = SKBitmap.Decode(Png(image));
        return bitmap.Encode(SKEncodedImageFormat.Jpeg, 95).ToArray();
    }

    public static byte[] Png(RgbImage image, params (string Keyword, string Text)[] text)
    {
        var stream = new MemoryStream();
        PngWriter.Encode(stream, image, text.Select(t => KeyValuePair.Create(t.Keyword, t.Text)));
        return stream.ToArray();
    }
}
