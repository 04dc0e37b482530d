using SoftCfg.Layers;
using SoftCfg.Layers.Kernels;

namespace SoftCfg.Tests.Layers.Kernels;

public class KernelCodeTests
{
    // The kernels of rows, of attention and of drawing; and the product of one row and of two.
    private const int OfRows = 20, OfProducts = 2;

    [Theory]
    [InlineData(WeightFormat.Float32)]
    [InlineData(WeightFormat.BFloat16)]
    [InlineData(WeightFormat.Int8)]
    [InlineData(WeightFormat.Int4)]
    public void Kernels_are_compiled_before_they_are_called(WeightFormat format) =>
        Assert.InRange(KernelCode.Compile(format), OfRows + OfProducts, 100);

    [Fact]
    public void Both_counts_of_rows_are_among_them()
    {
        var names = KernelCode.Of(WeightFormat.Int8).Select(kernel => kernel.Name).ToList();
        Assert.Equal(OfProducts, names.Count(name => name == "FewRows"));
    }
}
