using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Layers;

/// <summary>Attention of every position to every other by kernels, against libtorch's.</summary>
public class ImageAttentionTests
{
    [Theory]
    [InlineData(1, 1, 1, 4)]
    [InlineData(2, 3, 5, 7)]
    [InlineData(1, 33, 2, 32)]
    [InlineData(3, 70, 3, 40)]
    [InlineData(1, 305, 2, 64)]
    public void It_is_that_of_libtorch(int rows, int n, int heads, int size)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var projected = randn([rows, n, 3 * heads * size], generator: generator);
        var parts = projected.view(rows, n, 3, heads, size).permute(2, 0, 3, 1, 4).unbind(0);
        var expected = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]).transpose(1, 2).reshape(rows, n, heads * size);
        var actual = ImageAttention.Of(projected, heads);
        Assert.True(actual.allclose(expected, rtol: 1e-4, atol: 1e-5), $"{(actual - expected).abs().max().item<float>()} apart.");
    }
}
