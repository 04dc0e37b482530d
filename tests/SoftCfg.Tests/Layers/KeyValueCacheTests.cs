using CsCheck;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Layers;

public class KeyValueCacheTests
{
    private static readonly int[] AllSlots = [0, 1, 2, 3, 4, 5];

    private const int Rows = 4, Heads = 2, HeadSize = 3, Capacity = 8;

    [Fact]
    public void Positions_fed_together_equal_positions_fed_one_by_one()
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (Heads4(1, 6), Heads4(2, 6), Heads4(3, 6));
        using var together = Empty();
        var expected = Passes.Attend(together, query, key, value);

        using var oneByOne = Empty();
        for (var position = 0; position < 6; position++)
        {
            var actual = Passes.Attend(oneByOne, At(query, position), At(key, position), At(value, position));
            Assert.True(actual.allclose(At(expected, position), rtol: 1e-5, atol: 1e-6));
        }
    }

    [Fact]
    public void A_rolled_back_position_is_forgotten()
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (Heads4(1, 1), Heads4(2, 6), Heads4(3, 6));
        using var straight = Filled(key, value, positions: 3);
        using var rolledBack = Filled(key, value, positions: 5);
        for (var slot = 0; slot < Rows; slot++)
            rolledBack.RollBack(slot, 3);

        Assert.Equal(3, rolledBack.LengthOf(0));
        Assert.True(Tensors.AreEqual(Passes.Attend(rolledBack, query, At(key, 5), At(value, 5)),
            Passes.Attend(straight, query, At(key, 5), At(value, 5))));
    }

    [Fact]
    public void Slots_of_any_order_and_length_attend_as_if_each_were_alone() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Shuffle(AllSlots), Gen.Int[0, 4].Array[Rows], Gen.Int[1, 3])
            .Sample((seed, slots, lengths, added) =>
            {
                using var scope = NewDisposeScope();
                var (query, key, value) = (Heads4(seed, 7), Heads4(seed + 1, 7), Heads4(seed + 2, 7));
                using var cache = new KeyValueCache(1, 6, Heads, Capacity, HeadSize, ScalarType.Float32, CPU);
                var rows = slots[..Rows];
                for (var row = 0; row < Rows; row++)
                {
                    if (lengths[row] > 0)
                        Feed(cache, [rows[row]], row, 0, lengths[row]);
                }
                // All rows in one pass, each behind what its slot holds.
                var fed = Enumerable.Range(0, Rows).Select(row => (row, lengths[row])).ToArray();
                Tensor Take(Tensor all) => cat(fed.Select(f => all.narrow(0, f.row, 1).narrow(2, f.Item2, added)).ToArray());
                var together = Passes.Attend(cache, Take(query), Take(key), Take(value), slots: rows);
                for (var row = 0; row < Rows; row++)
                {
                    using var alone = new KeyValueCache(1, 1, Heads, Capacity, HeadSize, ScalarType.Float32, CPU);
                    var expected = Feed(alone, [0], row, 0, lengths[row] + added).narrow(2, lengths[row], added);
                    Assert.True(together.narrow(0, row, 1).allclose(expected, rtol: 1e-5, atol: 1e-6));
                    Assert.Equal(lengths[row] + added, cache.LengthOf(rows[row]));
                }

                Tensor Feed(KeyValueCache into, int[] slot, int row, int first, int count)
                {
                    Tensor Part(Tensor all) => all.narrow(0, row, 1).narrow(2, first, count);
                    return Passes.Attend(into, Part(query), Part(key), Part(value), slots: slot);
                }
            }, iter: 100);

    [Fact]
    public void A_freed_slot_serves_another_sequence()
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (Heads4(1, 2), Heads4(2, 6), Heads4(3, 6));
        using var used = Filled(key, value, positions: 5);
        for (var slot = 0; slot < Rows; slot++)
            used.RollBack(slot);
        using var fresh = Empty();
        var (k, v) = (key.narrow(2, 0, 2), value.narrow(2, 0, 2));
        Assert.True(Tensors.AreEqual(Passes.Attend(used, query, k, v), Passes.Attend(fresh, query, k, v)));
    }

    [Fact]
    public void A_full_slot_says_so()
    {
        using var scope = NewDisposeScope();
        using var cache = Filled(Heads4(1, Capacity), Heads4(2, Capacity), positions: Capacity);
        var next = Heads4(3, 1);
        var error = Assert.Throws<ArgumentException>(() => Passes.Attend(cache, next, next, next));
        Assert.StartsWith("Slot 0 holds 8 of 8 positions; 1 more do not fit.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slot_is_fed_once_a_pass()
    {
        using var cache = Empty();
        using var tokens = zeros([2, 1], ScalarType.Int64);
        var error = Assert.Throws<ArgumentException>(() => new ForwardPass(tokens, [1, 1], cache));
        Assert.StartsWith("A slot is fed by one row only; one stands twice.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ForwardPass(tokens, [1, Rows], cache));
        Assert.Throws<ArgumentException>(() => new ForwardPass(tokens, [1], cache));
    }

    [Fact]
    public void It_knows_its_size_in_bytes()
    {
        using var cache = new KeyValueCache(3, Rows, Heads, Capacity, HeadSize, ScalarType.BFloat16, CPU);
        Assert.Equal(2 * 3 * Rows * Heads * Capacity * HeadSize * 2, cache.Bytes);
    }

    /// <summary>Random [rows, heads, positions, head size].</summary>
    private static Tensor Heads4(int seed, int positions) =>
        Tensors.Random(seed, Rows * Heads * positions, HeadSize, spread: 2).view(Rows, Heads, positions, HeadSize);

    private static Tensor At(Tensor tensor, int position) => tensor.narrow(2, position, 1);

    private static KeyValueCache Empty() => new(layers: 1, Rows, Heads, Capacity, HeadSize, ScalarType.Float32, CPU);

    private static KeyValueCache Filled(Tensor key, Tensor value, int positions)
    {
        var cache = Empty();
        var k = key.narrow(2, 0, positions);
        Passes.Attend(cache, k, k, value.narrow(2, 0, positions)).Dispose();
        return cache;
    }
}
