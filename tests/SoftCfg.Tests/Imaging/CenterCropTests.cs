using CsCheck;
using SoftCfg.Imaging;

namespace SoftCfg.Tests.Imaging;

public class CenterCropTests
{
    [Fact]
    public void An_image_that_fits_is_not_touched()
    {
        var image = TestImages.Gradient(16, 16);
        Assert.Same(image, CenterCrop.Apply(image, 16));
    }

    [Theory]
    [InlineData(20, 16, 2, 0)]
    [InlineData(21, 16, 2, 0)]
    [InlineData(16, 30, 0, 7)]
    public void The_square_is_cut_from_the_centre(int width, int height, int left, int top)
    {
        var image = TestImages.Gradient(width, height);
        var square = CenterCrop.Apply(image, 16);
        Assert.Equal((16, 16), (square.Width, square.Height));
        for (var i = 0; i < 16 * 16; i++)
            Assert.Equal(image[left + i % 16, top + i / 16], square[i % 16, i / 16]);
    }

    [Fact]
    public void Half_the_size_is_the_mean_of_every_four_pixels() =>
        Gen.Byte.Array[3 * 16 * 16].Sample(pixels =>
        {
            var (image, half) = (new RgbImage(16, 16, pixels), CenterCrop.Apply(new RgbImage(16, 16, pixels), 8));
            for (var i = 0; i < 64; i++)
            {
                var (x, y) = (i % 8, i / 8);
                var mean = (image[2 * x, 2 * y].Green + image[2 * x + 1, 2 * y].Green + image[2 * x, 2 * y + 1].Green +
                    image[2 * x + 1, 2 * y + 1].Green) / 4.0;
                Assert.Equal(mean, half[x, y].Green, tolerance: 1);
            }
        }, iter: 20);

    [Fact]
    public void No_pixel_of_a_large_image_is_skipped()
    {
        // A chessboard of single pixels is grey from afar; a filter that skips pixels would see stripes.
        var pixels = Enumerable.Range(0, 1000 * 1000).SelectMany(i => Enumerable.Repeat(
            (byte)((i % 1000 + i / 1000) % 2 * 255), 3)).ToArray();
        var small = CenterCrop.Apply(new RgbImage(1000, 1000, pixels), 28);
        Assert.All(small.Pixels, value => Assert.InRange(value, 120, 135));
    }

    [Theory]
    [InlineData(1, 1, 28)]
    [InlineData(300, 200, 256)]
    [InlineData(511, 900, 256)]
    [InlineData(513, 700, 256)]
    [InlineData(2000, 100, 1)]
    public void A_plain_image_stays_plain_at_every_size(int width, int height, int size)
    {
        var square = CenterCrop.Apply(TestImages.Plain(width, height, 10, 200, 90), size);
        Assert.Equal(TestImages.Plain(size, size, 10, 200, 90).Pixels, square.Pixels);
    }

    [Fact]
    public void What_is_resized_keeps_its_sides()
    {
        // Dark on the left, bright on the right.
        var half = new byte[3 * 100 * 100];
        for (var i = 0; i < half.Length; i++)
            half[i] = (byte)(i / 3 % 100 < 50 ? 0 : 255);
        var small = CenterCrop.Apply(new RgbImage(100, 100, half), 28);
        Assert.Equal((0, 255), (small[10, 14].Red, small[17, 14].Red));
    }

    [Theory]
    [InlineData(200, 100, 64, 32)]
    [InlineData(200, 100, 32, 64)]
    [InlineData(7, 300, 300, 7)]
    [InlineData(1, 1, 5, 3)]
    public void Any_shape_can_be_cut(int width, int height, int newWidth, int newHeight)
    {
        var part = CenterCrop.Apply(TestImages.Gradient(width, height), newWidth, newHeight);
        Assert.Equal((newWidth, newHeight), (part.Width, part.Height));
    }

    [Fact]
    public void A_size_of_0_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CenterCrop.Apply(TestImages.Gradient(2, 2), 0));
}
