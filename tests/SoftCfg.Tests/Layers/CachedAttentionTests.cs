using CsCheck;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Layers;

public class CachedAttentionTests
{
    private const int Rows = 4, Heads = 2, HeadSize = 3, Capacity = 8;

    [Fact]
    public void Weighted_attention_is_attention_over_scaled_values() => Gen.Int[0, 1000].Sample(seed =>
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (Random(seed, 1), Random(seed + 1, 6), Random(seed + 2, 6));
        var weights = cat([ones(2, 1), Tensors.Random(seed + 3, 2, 4).abs()], 1);
        var scaled = value.clone();
        scaled.narrow(0, 2, 2).narrow(2, 0, 5).mul_(weights.unsqueeze(1).unsqueeze(-1));
        var expected = nn.functional.scaled_dot_product_attention(query, key, scaled);

        using var cache = Filled(key, value, positions: 5);
        var actual = Passes.Attend(cache, query, At(key, 5), At(value, 5), new RowWeights(2, weights));

        Assert.True(actual.allclose(expected, rtol: 1e-5, atol: 1e-5));
        Assert.True(Tensors.AreEqual(cache.Values(0, 0, Rows, 6), value));
    }, iter: 20);

    [Fact]
    public void Each_query_may_have_weights_of_its_own()
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (Random(1, 2), Random(2, 6), Random(3, 6));
        var weights = rand(2, 2, 5);  // of rows 2 and 3, two queries, five positions
        using var together = Filled(key, value, positions: 4);
        var actual = Passes.Attend(together, query, key.narrow(2, 4, 2), value.narrow(2, 4, 2), new RowWeights(2, weights));

        using var oneByOne = Filled(key, value, positions: 4);
        for (var q = 0; q < 2; q++)
        {
            var own = weights.select(1, q);
            var expected = Passes.Attend(oneByOne, At(query, q), At(key, 4 + q), At(value, 4 + q), new RowWeights(2, own));
            Assert.True(At(actual, q).allclose(expected, rtol: 1e-5, atol: 1e-5));
        }
    }

    [Fact]
    public void Rows_without_weights_are_untouched_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (Random(1, 1), Random(2, 6), Random(3, 6));
        using var plain = Filled(key, value, positions: 5);
        using var weighted = Filled(key, value, positions: 5);
        var expected = Passes.Attend(plain, query, At(key, 5), At(value, 5));
        var actual = Passes.Attend(weighted, query, At(key, 5), At(value, 5), new RowWeights(2, Half(5)));

        Assert.True(Tensors.AreEqual(actual.narrow(0, 0, 2), expected.narrow(0, 0, 2)));
        Assert.False(Tensors.AreEqual(actual.narrow(0, 2, 2), expected.narrow(0, 2, 2)));
    }

    [Fact]
    public void Grouped_heads_share_keys_and_values()
    {
        using var scope = NewDisposeScope();
        const int groups = 3;
        var query = Tensors.Random(1, 2 * Heads * groups * 4, HeadSize, spread: 2).view(2, Heads * groups, 4, HeadSize);
        var (key, value) = (Random(2, 4).narrow(0, 0, 2), Random(3, 4).narrow(0, 0, 2));
        var weights = rand(1, 3);
        Tensor Repeated(Tensor shared) => shared.repeat_interleave(groups, 1);
        using var grouped = new KeyValueCache(1, 2, Heads, Capacity, HeadSize, ScalarType.Float32, CPU);
        using var whole = new KeyValueCache(1, 2, Heads * groups, Capacity, HeadSize, ScalarType.Float32, CPU);
        var actual = Passes.Attend(grouped, query, key, value, new RowWeights(1, weights));
        var expected = Passes.Attend(whole, query, Repeated(key), Repeated(value), new RowWeights(1, weights));
        Assert.True(actual.allclose(expected, rtol: 1e-5, atol: 1e-5));
    }

    /// <summary>
    /// Every query attends to all positions alike and every value is 1, so the attention's output falls short of 1 by the mean of
    /// what the weights take away. In bfloat16, weights of a long image would all round to 1 and nothing would be missing.
    /// </summary>
    [Theory]
    [InlineData(256, ScalarType.Float32)]
    [InlineData(1024, ScalarType.Float32)]
    [InlineData(2304, ScalarType.Float32)]
    [InlineData(256, ScalarType.BFloat16)]
    [InlineData(1024, ScalarType.BFloat16)]
    [InlineData(2304, ScalarType.BFloat16)]
    public void The_perturbation_of_a_long_image_arrives_in_full(int tokens, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var confidences = Tensors.Random(5, 1, tokens).abs();
        var weights = ValueWeights.FromConfidences(confidences / confidences.max(), new GuidanceOptions());  // [1, tokens]
        var scores = zeros([1, 1, 1, tokens], dtype);
        var values = ones([1, 1, tokens, 1], dtype);
        var output = CachedAttention.Weighted(scores, values, weights.view(1, 1, 1, tokens), firstWeighted: 0);
        Assert.Equal(ScalarType.Float32, output.dtype);
        Assert.Equal(1, tokens * (1 - (double)output.item<float>()), 1e-3);

        // And position by position: unit vectors as values show each weight.
        var units = eye(tokens, dtype: dtype).view(1, 1, tokens, tokens);
        var seen = CachedAttention.Weighted(scores, units, weights.view(1, 1, 1, tokens), 0).view(-1).to(ScalarType.Float64).Times(tokens);
        Assert.Equal(1, seen.OneMinus().sum().item<double>(), 1e-3);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Weighted_rows_keep_the_type_of_the_cache(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var cache = new KeyValueCache(1, Rows, Heads, Capacity, HeadSize, dtype, CPU);
        var (query, key, value) = (Random(1, 2).to(dtype), Random(2, 2).to(dtype), Random(3, 2).to(dtype));
        var attended = Passes.Attend(cache, query, key, value, new RowWeights(1, Half(1)));
        Assert.Equal(dtype, attended.dtype);

        // Rows in front of the weighted ones and behind are those of a pass without weights.
        using var other = new KeyValueCache(1, Rows, Heads, Capacity, HeadSize, dtype, CPU);
        var plain = Passes.Attend(other, query, key, value);
        Assert.True(Tensors.AreEqual(attended[0].to(ScalarType.Float32), plain[0].to(ScalarType.Float32)));
        Assert.True(Tensors.AreEqual(attended[3].to(ScalarType.Float32), plain[3].to(ScalarType.Float32)));
        Assert.False(Tensors.AreEqual(attended[1].to(ScalarType.Float32), plain[1].to(ScalarType.Float32)));
    }

    /// <summary>A weight of one half for two rows.</summary>
    private static Tensor Half(int positions) => TensorArithmetic.Full([2, positions], 0.5, ScalarType.Float32);

    private static Tensor Random(int seed, int positions) =>
        Tensors.Random(seed, Rows * Heads * positions, HeadSize, spread: 2).view(Rows, Heads, positions, HeadSize);

    private static Tensor At(Tensor tensor, int position) => tensor.narrow(2, position, 1);

    private static KeyValueCache Filled(Tensor key, Tensor value, int positions)
    {
        var cache = new KeyValueCache(layers: 1, Rows, Heads, Capacity, HeadSize, ScalarType.Float32, CPU);
        var k = key.narrow(2, 0, positions);
        Passes.Attend(cache, k, k, value.narrow(2, 0, positions)).Dispose();
        return cache;
    }
}
