using CsCheck;
using SkiaSharp;
using SoftCfg.Imaging;

namespace SoftCfg.Tests.Imaging;

public class PngWriterTests
{
    [Fact]
    public void Another_decoder_sees_the_same_pixels() =>
        TestImages.Any.Sample(image =>
        {
            using var bitmap = SKBitmap.Decode(TestImages.Png(image));
            Assert.Equal((image.Width, image.Height), (bitmap.Width, bitmap.Height));
            for (var y = 0; y < image.Height; y++)
            {
                for (var x = 0; x < image.Width; x++)
                {
                    var pixel = bitmap.GetPixel(x, y);
                    Assert.Equal(image[x, y], (pixel.Red, pixel.Green, pixel.Blue));
                }
            }
        }, iter: 50);

    [Fact]
    public void Smooth_images_are_filtered_before_they_are_packed()
    {
        var image = TestImages.Gradient(256, 256);
        Assert.InRange(TestImages.Png(image).Length, 1, image.Pixels.Length / 100);
    }

    [Fact]
    public void The_same_image_and_text_give_the_same_bytes()
    {
        var image = TestImages.Gradient(64, 48);
        Assert.Equal(TestImages.Png(image, ("seed", "7")), TestImages.Png(image, ("seed", "7")));
    }

    [Fact]
    public void A_file_replaces_the_one_before_and_leaves_nothing_beside_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("image.png", [1, 2, 3]);
        Write(path);
        Assert.Equal(8, ImageReader.Read(path).Width);
        Assert.Equal("image.png", Assert.Single(folder.FileNames));
    }

    [Fact]
    public void A_failing_write_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("image.png", [1, 2, 3]);
        var badText = new Dictionary<string, string>(StringComparer.Ordinal) { ["prompt"] = "a\0b" };
        Assert.Throws<ArgumentException>(() => Write(path, badText));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => PngWriter.Write(path, TestImages.Gradient(8, 4), cancellationToken: cancelled.Token));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal("image.png", Assert.Single(folder.FileNames));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" seed")]
    [InlineData("two  spaces")]
    [InlineData("σ")]
    [InlineData("line\nbreak")]
    [InlineData("an eighty-character keyword is one character longer than a PNG file can ever hold")]
    public void A_keyword_png_does_not_allow_is_refused_with_the_rule(string keyword)
    {
        var image = TestImages.Gradient(1, 1);
        var error = Assert.Throws<ArgumentException>(() => TestImages.Png(image, (keyword, "text")));
        Assert.Contains($"'{keyword}' cannot be a PNG keyword: it must be 1 to 79", error.Message);
    }

    [Fact]
    public void Text_with_a_nul_is_refused_by_its_keyword()
    {
        var image = TestImages.Gradient(1, 1);
        var error = Assert.Throws<ArgumentException>(() => TestImages.Png(image, ("prompt", "a\0b")));
        Assert.Contains("'prompt' holds a NUL", error.Message);
    }

    [Fact]
    public void A_missing_folder_and_a_folder_in_place_of_a_file_are_named()
    {
        using var folder = new TemporaryFolder();
        var missing = folder.File("missing/image.png");
        Assert.Contains(missing, Assert.Throws<DirectoryNotFoundException>(() => Write(missing)).Message);
        var error = Assert.ThrowsAny<IOException>(() => Write(folder.Path));
        Assert.Contains($"'{folder.Path}' is a folder", error.Message);
    }

    private static void Write(string path, Dictionary<string, string>? text = null) =>
        PngWriter.Write(path, TestImages.Gradient(8, 4), text, TestContext.Current.CancellationToken);
}
