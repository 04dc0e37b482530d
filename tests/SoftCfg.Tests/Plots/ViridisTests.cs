using CsCheck;
using SoftCfg.Plots;

namespace SoftCfg.Tests.Plots;

public class ViridisTests
{
    [Fact]
    public void Brightness_grows_with_the_value() =>
        Gen.Double[0, 0.99].Sample(value => Luminance(value) < Luminance(value + 0.01));

    private static double Luminance(double value)
    {
        var (red, green, blue) = Viridis.At(value);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }
}
