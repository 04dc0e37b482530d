using System.Buffers.Binary;
using System.IO.Pipes;
using CsCheck;
using SkiaSharp;
using SoftCfg.Files;
using SoftCfg.Imaging;

namespace SoftCfg.Tests.Imaging;

public class ImageReaderTests
{
    [Fact]
    public void A_png_comes_back_pixel_by_pixel() =>
        TestImages.Any.Sample(image => Assert.Equal(image.Pixels, Read(TestImages.Png(image)).Pixels), iter: 30);

    [Fact]
    public void A_jpeg_is_read()
    {
        var image = Read(Encode(40, 30, new SKColor(200, 100, 50), SKEncodedImageFormat.Jpeg));
        Assert.Equal((40, 30), (image.Width, image.Height));
        var (red, green, blue) = image[20, 15];
        Assert.InRange(red, 196, 204);
        Assert.InRange(green, 96, 104);
        Assert.InRange(blue, 46, 54);
    }

    [Fact]
    public void Transparency_is_dropped_and_the_colour_below_it_kept()
    {
        var image = Read(Encode(4, 4, new SKColor(200, 100, 50, 128), SKEncodedImageFormat.Png));
        Assert.Equal((200, 100, 50), image[1, 1]);
    }

    [Fact]
    public void Another_format_is_named()
    {
        var webp = Encode(4, 4, SKColors.Red, SKEncodedImageFormat.Webp);
        AssertRefused(webp, "the file is WEBP, expected PNG or JPEG");
    }

    [Fact]
    public void What_is_not_an_image_is_refused()
    {
        AssertRefused([], "the file is empty");
        AssertRefused("<html>not found</html>"u8.ToArray(), "not a PNG or JPEG file");
        AssertRefused(new byte[10_000], "not a PNG or JPEG file");
    }

    [Fact]
    public void A_folder_is_refused_and_a_missing_file_is_missing()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<ImageFormatException>(() => ImageReader.Read(folder.Path));
        Assert.Contains("this is a folder", error.Message);
        Assert.Throws<FileNotFoundException>(() => ImageReader.Read(folder.File("none.png")));
    }

    [Fact]
    public void A_pipe_and_a_device_are_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are /proc and /dev on Linux only.");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var path = $"/proc/self/fd/{pipe.SafePipeHandle.DangerousGetHandle()}";
        var error = Assert.Throws<ImageFormatException>(() => ImageReader.Read(path));
        Assert.Equal($"'{path}': this is a pipe, expected an image file.", error.Message);
        Assert.Throws<ImageFormatException>(() => ImageReader.Read("/dev/zero"));
    }

    [Fact]
    public void A_file_cut_off_in_its_data_says_so()
    {
        var noise = new RgbImage(64, 64, Gen.Byte.Array[3 * 64 * 64].Single());
        var png = TestImages.Png(noise);
        AssertRefused(png[..(png.Length / 2)], "it is cut off");
        using var bitmap = SKBitmap.Decode(png);
        var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90).ToArray();
        AssertRefused(jpeg[..(jpeg.Length / 2)], "it is cut off");
    }

    [Fact]
    public void A_file_cut_off_in_its_header_is_refused() =>
        AssertRefused(TestImages.Png(TestImages.Gradient(8, 8))[..20], "cut off or damaged in its header");

    [Fact]
    public void Damaged_data_is_refused()
    {
        var png = TestImages.Png(new RgbImage(64, 64, Gen.Byte.Array[3 * 64 * 64].Single()));
        png.AsSpan(png.Length / 2, 100).Clear();
        using var folder = new TemporaryFolder();
        var path = folder.Write("image", png);
        Assert.Contains(path, Assert.Throws<ImageFormatException>(() => ImageReader.Read(path)).Message);
    }

    [Fact]
    public void A_huge_image_is_refused_by_its_header()
    {
        // 60000 × 60000 claimed by a file of a hundred bytes.
        var png = TestImages.Png(TestImages.Gradient(8, 8));
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 60_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32.Append(0, png.AsSpan(12, 17)));
        AssertRefused(png, "60000 × 60000 pixels, more than the limit of 67108864");
    }

    [Fact]
    public void The_limit_is_the_caller_s_and_includes_itself()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("image", TestImages.Png(TestImages.Gradient(8, 8)));
        Assert.Equal(8, ImageReader.Read(path, maximumPixels: 64).Width);
        Assert.Throws<ImageFormatException>(() => ImageReader.Read(path, maximumPixels: 63));
    }

    private static byte[] Encode(int width, int height, SKColor color, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.Erase(color);
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    private static RgbImage Read(byte[] content)
    {
        using var folder = new TemporaryFolder();
        return ImageReader.Read(folder.Write("image", content));
    }

    private static void AssertRefused(byte[] content, string problem)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("image", content);
        var error = Assert.Throws<ImageFormatException>(() => ImageReader.Read(path));
        Assert.Contains($"'{path}'", error.Message);
        Assert.Contains(problem, error.Message);
    }
}
