using CsCheck;
using SoftCfg.Layers;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Layers;

public class KeyValueCacheTests
{
    private const int Rows = 4, Heads = 2, HeadSize = 3, Capacity = 8;

    [Fact]
    public void Weighted_attention_is_attention_over_scaled_values() => Gen.Int[0, 1000].Sample(seed =>
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (Heads4(seed, 1), Heads4(seed + 1, 6), Heads4(seed + 2, 6));
        var weights = Tensors.Random(seed + 3, 2, 4).abs();
        var expectedValues = value.clone();
        expectedValues.narrow(0, 2, 2).narrow(2, 1, 4).mul_(weights.unsqueeze(1).unsqueeze(-1));
        var expected = nn.functional.scaled_dot_product_attention(query, key, expectedValues);

        using var cache = Filled(key, value, positions: 5);
        cache.WeightValues(firstRow: 2, firstPosition: 1, weights.clone());
        var actual = cache.Attend(0, query, key.narrow(2, 5, 1), value.narrow(2, 5, 1));

        Assert.True(actual.allclose(expected, rtol: 1e-5, atol: 1e-5));
        Assert.True(Tensors.AreEqual(cache.Values(0), value.narrow(2, 0, 5)));
    }, iter: 20);

    [Fact]
    public void Rows_without_weights_are_untouched_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (Heads4(1, 1), Heads4(2, 6), Heads4(3, 6));
        using var plain = Filled(key, value, positions: 5);
        using var weighted = Filled(key, value, positions: 5);
        weighted.WeightValues(firstRow: 2, firstPosition: 0, TensorArithmetic.Full([2, 5], 0.3f, ScalarType.Float32));

        var expected = plain.Attend(0, query, key.narrow(2, 5, 1), value.narrow(2, 5, 1));
        var actual = weighted.Attend(0, query, key.narrow(2, 5, 1), value.narrow(2, 5, 1));

        Assert.True(Tensors.AreEqual(actual.narrow(0, 0, 2), expected.narrow(0, 0, 2)));
        Assert.False(Tensors.AreEqual(actual.narrow(0, 2, 2), expected.narrow(0, 2, 2)));
    }

    [Fact]
    public void Positions_fed_together_equal_positions_fed_one_by_one()
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (Heads4(1, 6), Heads4(2, 6), Heads4(3, 6));
        using var together = Filled(key, value, positions: 0);
        var expected = together.Attend(0, query, key, value);

        using var oneByOne = Filled(key, value, positions: 0);
        for (var position = 0; position < 6; position++)
        {
            var actual = oneByOne.Attend(0, query.narrow(2, position, 1), key.narrow(2, position, 1), value.narrow(2, position, 1));
            oneByOne.Advance(1);
            Assert.True(actual.allclose(expected.narrow(2, position, 1), rtol: 1e-5, atol: 1e-6));
        }
    }

    [Fact]
    public void A_rolled_back_position_is_forgotten()
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (Heads4(1, 1), Heads4(2, 6), Heads4(3, 6));
        using var straight = Filled(key, value, positions: 3);
        using var rolledBack = Filled(key, value, positions: 5);
        rolledBack.RollBack(3);

        Assert.Equal(3, rolledBack.Length);
        Assert.True(Tensors.AreEqual(rolledBack.Attend(0, query, key.narrow(2, 5, 1), value.narrow(2, 5, 1)),
            straight.Attend(0, query, key.narrow(2, 5, 1), value.narrow(2, 5, 1))));
    }

    [Fact]
    public void A_full_cache_says_so()
    {
        using var scope = NewDisposeScope();
        using var cache = Filled(Heads4(1, Capacity), Heads4(2, Capacity), positions: Capacity);
        var next = Heads4(3, 1);
        var error = Assert.Throws<InvalidOperationException>(() => cache.Attend(0, next, next, next));
        Assert.Equal("The cache holds 8 of 8 positions; 1 more do not fit.", error.Message);
    }

    [Theory]
    [InlineData(3, 0, 2, 2)]
    [InlineData(0, 4, 2, 2)]
    [InlineData(-1, 0, 2, 2)]
    [InlineData(0, -1, 2, 2)]
    public void Weights_outside_the_cache_are_refused(int firstRow, int firstPosition, int rows, int positions)
    {
        using var scope = NewDisposeScope();
        using var cache = Filled(Heads4(1, 6), Heads4(2, 6), positions: 5);
        var error = Assert.Throws<ArgumentException>(() => cache.WeightValues(firstRow, firstPosition, ones(rows, positions)));
        Assert.Contains("do not fit a cache of 4 rows that holds 5 positions", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_knows_its_size_in_bytes()
    {
        using var cache = new KeyValueCache(3, Rows, Heads, Capacity, HeadSize, prefixLength: 1, ScalarType.BFloat16, CPU);
        Assert.Equal(2 * 3 * Rows * Heads * Capacity * HeadSize * 2, cache.Bytes);
    }

    /// <summary>Random [rows, heads, positions, head size].</summary>
    private static Tensor Heads4(int seed, int positions) =>
        Tensors.Random(seed, Rows * Heads * positions, HeadSize, spread: 2).view(Rows, Heads, positions, HeadSize);

    private static KeyValueCache Filled(Tensor key, Tensor value, int positions)
    {
        var cache = new KeyValueCache(layers: 1, Rows, Heads, Capacity, HeadSize, prefixLength: 1, ScalarType.Float32, CPU);
        if (positions > 0)
        {
            var k = key.narrow(2, 0, positions);
            cache.Attend(0, k, k, value.narrow(2, 0, positions)).Dispose();
            cache.Advance(positions);
        }
        return cache;
    }
}
