using CsCheck;
using SoftCfg.Plots;
using SoftCfg.Tests.Imaging;

namespace SoftCfg.Tests.Plots;

public class HeatMapTests
{
    private static readonly (byte, byte, byte) Violet = (0x44, 0x01, 0x54);
    private static readonly (byte, byte, byte) Yellow = (0xFD, 0xE7, 0x25);

    [Fact]
    public void Every_value_is_a_square_of_its_colour()
    {
        var map = new HeatMap(new float[,] { { 0, 1, 0.2f }, { 1, 0, 1 } });
        var image = map.Draw(cell: 5);
        Assert.Equal((15, 10), (image.Width, image.Height));
        Assert.Equal(Violet, image[4, 4]);
        Assert.Equal(Yellow, image[5, 4]);
        Assert.Equal(Viridis.At(0.2f), image[14, 0]);
        Assert.Equal(Violet, image[9, 9]);
    }

    [Fact]
    public void The_range_is_the_finite_values_unless_given()
    {
        var values = new[,] { { -2f, 6f, float.NaN, float.PositiveInfinity } };
        var map = new HeatMap(values);
        Assert.Equal((-2f, 6f), (map.Low, map.High));
        map = new HeatMap(values, low: 0, high: 1);
        Assert.Equal((0f, 1f), (map.Low, map.High));
        var image = map.Draw(1);
        Assert.Equal((Violet, Yellow, Yellow), (image[0, 0], image[1, 0], image[3, 0]));
    }

    [Fact]
    public void A_token_without_a_value_is_grey_or_shows_the_image()
    {
        var map = new HeatMap(new[,] { { float.NaN } });
        Assert.Equal((0xBD, 0xBD, 0xBD), map.Draw(1)[0, 0]);
        Assert.Equal((10, 20, 30), map.Over(TestImages.Plain(2, 2, 10, 20, 30))[1, 1]);
    }

    [Fact]
    public void Opacity_mixes_image_and_colour()
    {
        var map = new HeatMap(new float[,] { { 0, 1 } });
        var image = TestImages.Gradient(8, 6);
        Assert.Equal(image.Pixels, map.Over(image, 0).Pixels);
        Assert.Equal(Yellow, map.Over(image, 1)[4, 5]);
        Assert.Equal(Violet, map.Over(image, 1)[3, 5]);
        Assert.Equal(((byte)Math.Round((0x44 + 3) / 2.0), (byte)3, (byte)42), map.Over(image, 0.5)[3, 5]);
    }

    [Fact]
    public void Brightness_grows_with_the_value() =>
        Gen.Double[0, 0.99].Sample(value => Luminance(value) < Luminance(value + 0.01));

    [Fact]
    public void The_legend_stands_beside_the_untouched_picture()
    {
        var map = new HeatMap(new float[,] { { 0, 1 }, { 1, 0 } });
        var picture = map.Draw(cell: 60);
        var plain = map.WithLegend(picture);
        var labelled = map.WithLegend(picture, "confidence");
        Assert.Equal(plain.Width, labelled.Width);
        var extra = labelled.Height - plain.Height;
        Assert.InRange(extra, 13, 40);
        var margin = (plain.Height - 120) / 2;
        Assert.Equal(Violet, plain[margin, margin]);
        Assert.Equal(Violet, labelled[margin + 119, margin + extra + 119]);
        // The colour bar goes from the brightest colour down to the darkest.
        var bar = margin + 120 + margin + 3;
        Assert.Equal((Yellow, Violet), (plain[bar, margin], plain[bar, margin + 119]));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        static string Message(Action action) => Assert.Throws<ArgumentException>(action).Message;
        var one = new float[,] { { 1 } };
        Assert.Contains("at least one value", Message(() => _ = new HeatMap(new float[0, 4])));
        Assert.Contains("ascending, not 2 to 1", Message(() => _ = new HeatMap(one, 2, 1)));
        Assert.Contains("not NaN to 1", Message(() => _ = new HeatMap(one, float.NaN, 1)));
        var map = new HeatMap(one);
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Over(TestImages.Gradient(2, 2), 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Over(TestImages.Gradient(2, 2), double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Draw(cell: 0));
    }

    private static double Luminance(double value)
    {
        var (red, green, blue) = Viridis.At(value);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }
}
