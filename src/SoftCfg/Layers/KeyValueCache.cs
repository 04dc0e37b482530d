using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Keys and values of every attention layer: slots of equal capacity, each with a length of its own. Allocated once, written
/// in place, rolled back by moving a length; what a slot holds is never rewritten. Attention is
/// <see cref="CachedAttention"/>'s business.
/// </summary>
public sealed class KeyValueCache : IDisposable
{
    private readonly Tensor[] keys;
    private readonly Tensor[] values;
    private readonly int[] lengths;

    /// <summary>Allocates a cache of empty slots.</summary>
    /// <param name="layers">Attention layers.</param>
    /// <param name="slots">Slots: one for every branch of every sequence decoded at a time.</param>
    /// <param name="heads">Key/value heads per layer.</param>
    /// <param name="capacity">Positions that a slot can hold: context and image tokens.</param>
    /// <param name="headSize">Channels per head.</param>
    /// <param name="dtype">Element type: the model's own, or bfloat16 beside packed weights that are rounded.</param>
    /// <param name="device">Where it lives, the model's own.</param>
    public KeyValueCache(int layers, int slots, long heads, int capacity, long headSize, ScalarType dtype, Device device)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slots);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        (Capacity, Dtype) = (capacity, dtype);
        lengths = new int[slots];
        Tensor Allocate(int _)
        {
            var store = empty([slots, heads, capacity, headSize], dtype, device).DetachFromDisposeScope();
            TensorMemory.AskForLargePages(store);
            // Zeros, not whatever memory held: a position that is hidden from a query counts 0 times its value, which must be a number.
            using var zeroed = store.zero_();
            return store;
        }
        keys = Enumerable.Range(0, layers).Select(Allocate).ToArray();
        values = Enumerable.Range(0, layers).Select(Allocate).ToArray();
    }

    /// <summary>How many slots there are.</summary>
    public int Slots => lengths.Length;

    /// <summary>Positions that a slot can hold.</summary>
    public int Capacity { get; }

    /// <summary>Element type of keys and values.</summary>
    public ScalarType Dtype { get; }

    /// <summary>Bytes of keys and values together.</summary>
    public long Bytes => keys.Concat(values).Sum(t => t.NumberOfElements * t.ElementSize);

    /// <summary>Positions that a slot holds: those of completed passes.</summary>
    /// <param name="slot">The slot.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    public int LengthOf(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Slots);
        return lengths[slot];
    }

    /// <summary>Takes the tokens of a completed pass into the lengths of its slots.</summary>
    /// <param name="pass">The pass, after its last layer.</param>
    public void Advance(ForwardPass pass)
    {
        for (var row = 0; row < pass.Rows; row++)
            lengths[pass.Slots[row]] = pass.Starts[row] + pass.Count;
    }

    /// <summary>Forgets what a slot holds from a position on; with 0 the slot is free for another sequence.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="length">Positions to keep.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot, or it holds fewer positions.</exception>
    public void RollBack(int slot, int length = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, LengthOf(slot));
        lengths[slot] = length;
    }

    /// <summary>The keys of slots that lie side by side: [slots, heads, positions, head size], a view.</summary>
    /// <param name="layer">The attention layer's index.</param>
    /// <param name="firstSlot">The first slot.</param>
    /// <param name="slots">How many slots.</param>
    /// <param name="positions">How many positions, from the first on.</param>
    public Tensor Keys(int layer, int firstSlot, int slots, int positions) =>
        keys[layer].narrow(0, firstSlot, slots).narrow(2, 0, positions);

    /// <summary>Their values, likewise: as the model wrote them, before any weight.</summary>
    /// <inheritdoc cref="Keys"/>
    public Tensor Values(int layer, int firstSlot, int slots, int positions) =>
        values[layer].narrow(0, firstSlot, slots).narrow(2, 0, positions);

    /// <summary>What the model keeps between the passes of the session this cache belongs to, freed with it; null where nothing.</summary>
    internal IDisposable? Workspace { get; set; }

    /// <summary>All keys of a layer: [slots, heads, capacity, head size], the cache's own.</summary>
    internal Tensor AllKeys(int layer) => keys[layer];

    /// <summary>All values of a layer, likewise.</summary>
    internal Tensor AllValues(int layer) => values[layer];

    /// <summary>Stores the keys and values of a pass's tokens behind what its slots hold.</summary>
    /// <param name="layer">The attention layer's index.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="key">[rows, heads, n, head size].</param>
    /// <param name="value">The same.</param>
    internal void Write(int layer, ForwardPass pass, Tensor key, Tensor value)
    {
        Write(keys[layer], pass, key);
        Write(values[layer], pass, value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Workspace?.Dispose();
        foreach (var tensor in keys.Concat(values))
            tensor.Dispose();
    }

    private static void Write(Tensor store, ForwardPass pass, Tensor rows)
    {
        using var scope = NewDisposeScope();
        for (var first = 0; first < pass.Rows;)
        {
            // As many rows at a time as write side by side.
            var end = first + 1;
            while (end < pass.Rows && pass.Slots[end] == pass.Slots[end - 1] + 1 && pass.Starts[end] == pass.Starts[first])
                end++;
            store.narrow(0, pass.Slots[first], end - first).narrow(2, pass.Starts[first], pass.Count)
                .copy_(rows.narrow(0, first, end - first));
            first = end;
        }
    }
}
