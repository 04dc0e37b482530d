using CsCheck;
using SoftCfg.Evaluation;
using SoftCfg.Imaging;
using SoftCfg.Tests.Imaging;

namespace SoftCfg.Tests.Evaluation;

public class ImageSimilarityTests
{
    private static readonly Gen<(RgbImage First, RgbImage Second)> Pairs =
        from width in Gen.Int[11, 20]
        from height in Gen.Int[11, 20]
        from first in Gen.Byte.Array[3 * width * height]
        from second in Gen.Byte.Array[3 * width * height]
        select (new RgbImage(width, height, first), new RgbImage(width, height, second));

    [Fact]
    public void Identical_images_differ_by_nothing() => Pairs.Sample(pair =>
    {
        Assert.Equal(double.PositiveInfinity, ImageSimilarity.PeakSignalToNoiseRatio(pair.First, pair.First));
        Assert.Equal(1, ImageSimilarity.StructuralSimilarity(pair.First, pair.First), tolerance: 1e-12);
    }, iter: 20);

    [Fact]
    public void The_order_of_the_images_does_not_matter() => Pairs.Sample((first, second) =>
    {
        Assert.Equal(ImageSimilarity.PeakSignalToNoiseRatio(first, second),
            ImageSimilarity.PeakSignalToNoiseRatio(second, first));
        Assert.Equal(ImageSimilarity.StructuralSimilarity(first, second),
            ImageSimilarity.StructuralSimilarity(second, first), tolerance: 1e-12);
    }, iter: 20);

    [Theory]
    [InlineData(1, 48.130803608679)]
    [InlineData(10, 28.130803608679)]
    [InlineData(255, 0)]
    public void A_shift_of_every_byte_has_a_known_ratio(int shift, double decibels)
    {
        // 10 log10(255² / shift²).
        var bright = TestImages.Plain(12, 9, (byte)shift, (byte)shift, (byte)shift);
        Assert.Equal(decibels, ImageSimilarity.PeakSignalToNoiseRatio(TestImages.Plain(12, 9, 0, 0, 0), bright), tolerance: 1e-9);
    }

    [Fact]
    public void The_ratio_is_over_the_bytes_of_all_channels()
    {
        var changed = TestImages.Plain(2, 2, 0, 0, 0);
        changed.Pixels[7] = 6;
        Assert.Equal(10 * Math.Log10(255 * 255 / (36 / 12.0)),
            ImageSimilarity.PeakSignalToNoiseRatio(TestImages.Plain(2, 2, 0, 0, 0), changed), tolerance: 1e-9);
    }

    [Theory]
    [InlineData(0, 255)]
    [InlineData(100, 120)]
    [InlineData(30, 30)]
    public void Plain_images_compare_by_their_brightness_alone(byte first, byte second)
    {
        // Variances are 0, so what remains is (2ab + C1) / (a² + b² + C1), with C1 = (0.01 · 255)².
        var expected = (2.0 * first * second + 6.5025) / (first * first + second * second + 6.5025);
        var similarity = ImageSimilarity.StructuralSimilarity(TestImages.Plain(15, 12, first, first, first),
            TestImages.Plain(15, 12, second, second, second));
        Assert.Equal(expected, similarity, tolerance: 1e-9);
    }

    [Fact]
    public void Structural_similarity_is_its_definition_window_by_window() => Pairs.Sample((first, second) =>
        Assert.Equal(ByDefinition(first, second), ImageSimilarity.StructuralSimilarity(first, second), tolerance: 1e-9),
        iter: 10);

    [Fact]
    public void Images_of_two_sizes_are_refused()
    {
        var (wide, high) = (TestImages.Gradient(20, 12), TestImages.Gradient(12, 20));
        const string Message = "Images of one size are compared, not 20 × 12 with 12 × 20 pixels.";
        Assert.Equal(Message,
            Assert.Throws<ArgumentException>(() => ImageSimilarity.PeakSignalToNoiseRatio(wide, high)).Message);
        Assert.Equal(Message,
            Assert.Throws<ArgumentException>(() => ImageSimilarity.StructuralSimilarity(wide, high)).Message);
    }

    [Fact]
    public void An_image_smaller_than_the_window_is_refused()
    {
        var small = TestImages.Gradient(10, 40);
        var error = Assert.Throws<ArgumentException>(() => ImageSimilarity.StructuralSimilarity(small, small));
        Assert.Equal("The images have 10 × 40 pixels; structural similarity needs at least 11 × 11.", error.Message);
    }

    /// <summary>As the paper defines it: every window by itself, its moments about its own mean.</summary>
    private static double ByDefinition(RgbImage first, RgbImage second)
    {
        var (total, windows) = (0.0, 0);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var top = 0; top + 11 <= first.Height; top++)
            {
                for (var left = 0; left + 11 <= first.Width; left++, windows++)
                    total += OfWindow(first, second, 3 * (top * first.Width + left) + channel);
            }
        }
        return total / windows;
    }

    /// <param name="first">An image.</param>
    /// <param name="second">Another one.</param>
    /// <param name="corner">The byte in the window's upper left corner.</param>
    private static double OfWindow(RgbImage first, RgbImage second, int corner)
    {
        const double C1 = 0.01 * 255 * 0.01 * 255, C2 = 0.03 * 255 * 0.03 * 255;
        double Expect(Func<double, double, double> value)
        {
            var (sum, weights) = (0.0, 0.0);
            for (var row = 0; row < 11; row++)
            {
                for (var column = 0; column < 11; column++)
                {
                    var weight = Math.Exp(-((row - 5) * (row - 5) + (column - 5) * (column - 5)) / (2 * 1.5 * 1.5));
                    var at = corner + 3 * (row * first.Width + column);
                    sum += weight * value(first.Pixels[at], second.Pixels[at]);
                    weights += weight;
                }
            }
            return sum / weights;
        }
        var (mx, my) = (Expect((x, _) => x), Expect((_, y) => y));
        var (vx, vy) = (Expect((x, _) => (x - mx) * (x - mx)), Expect((_, y) => (y - my) * (y - my)));
        var covariance = Expect((x, y) => (x - mx) * (y - my));
        return (2 * mx * my + C1) * (2 * covariance + C2) / ((mx * mx + my * my + C1) * (vx + vy + C2));
    }
}
