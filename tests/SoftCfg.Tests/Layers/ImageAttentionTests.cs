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

    [Theory]
    [InlineData(1, 1, 4, 1)]
    [InlineData(2, 70, 40, 2)]
    [InlineData(1, 2100, 72, 1)]
    [InlineData(1, 2100, 72, 3)]
    public void One_head_is_shared_by_all_threads_and_its_scores_are_never_all_there(int rows, int n, int channels, int threads)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        Tensor Some() => randn([rows, n, channels], generator: generator);
        var (queries, keys, values) = (Some(), Some(), Some());
        var expected = nn.functional.scaled_dot_product_attention(queries, keys, values);
        var before = get_num_threads();
        try
        {
            set_num_threads(threads);
            var actual = ImageAttention.Of(queries, keys, values);
            Assert.True(actual.allclose(expected, rtol: 1e-4, atol: 1e-5), $"{(actual - expected).abs().max().item<float>()} apart.");
            set_num_threads(1);
            Assert.True(Tensors.AreEqual(actual, ImageAttention.Of(queries, keys, values)));
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
