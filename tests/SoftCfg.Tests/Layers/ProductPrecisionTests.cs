using System.Runtime.Intrinsics.X86;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Layers;

public class ProductPrecisionTests
{
    [Fact]
    public void A_processor_without_the_instructions_multiplies_in_float32()
    {
        var fastest = ProductPrecision.Fastest();
        if (X86Base.IsSupported && !Avx512BW.IsSupported)
            Assert.Equal(ScalarType.Float32, fastest);
        else
            Assert.Contains(fastest, new[] { ScalarType.Float32, ScalarType.BFloat16 });
    }

    [Fact]
    public void The_answer_stays_the_same_on_one_device() =>
        Assert.Single(Enumerable.Range(0, 20).AsParallel().Select(_ => ProductPrecision.Fastest(CPU)).Distinct());
}
