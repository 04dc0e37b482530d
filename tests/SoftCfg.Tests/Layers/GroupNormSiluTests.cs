using SoftCfg.Layers;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Layers;

/// <summary>The norm of groups by kernels, against libtorch's.</summary>
public class GroupNormSiluTests
{
    [Theory]
    [InlineData(1, 2, 4, 2, 3)]
    [InlineData(2, 3, 9, 5, 7)]
    [InlineData(3, 32, 64, 6, 4)]
    public void It_is_that_of_libtorch_and_may_replace_its_input(int images, int groups, int channels, int height, int width)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        using var norm = new GroupNormSilu(groups, channels, epsilon: 1e-6, ScalarType.Float32, CPU);
        foreach (var parameter in norm.parameters())
            parameter.copy_(randn(parameter.shape, generator: generator));
        // A mean that is large against what varies around it.
        var input = randn([images, channels, height, width], generator: generator).Plus(5);
        var (before, expected) = (input.clone(), norm.call(input));
        norm.UseKernels();
        var actual = norm.call(input);
        Assert.True(actual.allclose(expected, rtol: 1e-3, atol: 1e-4), $"{(actual - expected).abs().max().item<float>()} apart.");
        Assert.True(Tensors.AreEqual(before, input));
        var together = input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Assert.True(Tensors.AreEqual(actual, norm.Replace(together)));
    }
}
