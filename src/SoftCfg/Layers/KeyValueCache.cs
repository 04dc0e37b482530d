using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Keys and values of every attention layer for the positions decoded so far. Allocated once at its final length,
/// written in place, rolled back by moving <see cref="Length"/>.
/// </summary>
/// <remarks>
/// Cached values are never rewritten. Guidance hands weights to <see cref="WeightValues"/>; attention folds them in as
/// <c>(softmax(QKᵀ) ⊙ w) V</c>, which equals scaling the values and leaves the cache as the model wrote it.
/// </remarks>
public sealed class KeyValueCache : IDisposable
{
    private readonly Tensor[] keys;
    private readonly Tensor[] values;
    private Tensor? valueWeights;
    private int weightedRow;
    private int weightedPosition;

    /// <summary>Allocates an empty cache.</summary>
    /// <param name="layers">Attention layers.</param>
    /// <param name="rows">Rows of the batch, all guidance branches together.</param>
    /// <param name="heads">Key/value heads per layer.</param>
    /// <param name="capacity">Positions it can hold: prefix and image tokens.</param>
    /// <param name="headSize">Channels per head.</param>
    /// <param name="prefixLength">Positions in front of image token 0 (class token, condition, prompt).</param>
    /// <param name="dtype">Element type, the model's own.</param>
    /// <param name="device">Where it lives, the model's own.</param>
    public KeyValueCache(int layers, long rows, long heads, int capacity, long headSize, int prefixLength,
        ScalarType dtype, Device device)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, prefixLength);
        Rows = rows;
        Capacity = capacity;
        PrefixLength = prefixLength;
        Tensor Allocate(int _) => empty([rows, heads, capacity, headSize], dtype, device).DetachFromDisposeScope();
        keys = Enumerable.Range(0, layers).Select(Allocate).ToArray();
        values = Enumerable.Range(0, layers).Select(Allocate).ToArray();
    }

    /// <summary>Rows of the batch, all guidance branches together.</summary>
    public long Rows { get; }

    /// <summary>Positions the cache can hold.</summary>
    public int Capacity { get; }

    /// <summary>Positions in front of image token 0: token k is cached at <c>PrefixLength + k</c>.</summary>
    public int PrefixLength { get; }

    /// <summary>Positions held: those of completed forward passes.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes of keys and values together.</summary>
    public long Bytes => keys.Concat(values).Sum(t => t.NumberOfElements * t.ElementSize);

    /// <summary>
    /// Weakens cached values in the attention of a range of rows, until the next call or <see cref="ClearValueWeights"/>.
    /// </summary>
    /// <param name="firstRow">The first weighted row; rows before it are untouched.</param>
    /// <param name="firstPosition">The cache position of the first column; positions without a column keep weight 1.</param>
    /// <param name="weights">float [weighted rows, positions]; the cache takes ownership.</param>
    /// <exception cref="ArgumentException">The weights reach outside the rows or the positions held.</exception>
    public void WeightValues(int firstRow, int firstPosition, Tensor weights)
    {
        if (weights.dim() != 2 || firstRow < 0 || firstRow + weights.shape[0] > Rows ||
            firstPosition < 0 || firstPosition + weights.shape[1] > Length)
        {
            throw new ArgumentException(
                $"Weights [{string.Join(", ", weights.shape)}] at row {firstRow}, position {firstPosition} do not fit a " +
                $"cache of {Rows} rows that holds {Length} positions.", nameof(weights));
        }
        ClearValueWeights();
        (weightedRow, weightedPosition) = (firstRow, firstPosition);
        // [rows, 1, 1, positions]: the same weight for every head and query.
        using var shaped = weights.reshape(weights.shape[0], 1, 1, weights.shape[1]);
        valueWeights = shaped.to(values[0].dtype).DetachFromDisposeScope();
        weights.Dispose();
    }

    /// <summary>Gives every cached value weight 1 again.</summary>
    public void ClearValueWeights()
    {
        valueWeights?.Dispose();
        valueWeights = null;
    }

    /// <summary>
    /// Stores the keys and values of new positions behind <see cref="Length"/> and attends over everything held, causally
    /// within the new positions. The length moves only with <see cref="Advance"/>, after the last layer.
    /// </summary>
    /// <param name="layer">The attention layer's index.</param>
    /// <param name="query">[rows, heads, n, head size].</param>
    /// <param name="key">[rows, heads, n, head size].</param>
    /// <param name="value">[rows, heads, n, head size].</param>
    /// <returns>[rows, heads, n, head size].</returns>
    /// <exception cref="InvalidOperationException">The cache is full.</exception>
    public Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        var added = query.shape[2];
        if (Length + added > Capacity)
            throw new InvalidOperationException($"The cache holds {Length} of {Capacity} positions; {added} more do not fit.");
        using var scope = NewDisposeScope();
        keys[layer].narrow(2, Length, added).copy_(key);
        values[layer].narrow(2, Length, added).copy_(value);
        var allKeys = keys[layer].narrow(2, 0, Length + added);
        var allValues = values[layer].narrow(2, 0, Length + added);

        var scores = query.matmul(allKeys.transpose(2, 3)).TimesInPlace(1 / Math.Sqrt(query.shape[3]));  // [rows, heads, n, length + n]
        if (added > 1)
            scores.PlusInPlace(CausalMask(added, scores));
        var attention = scores.softmax(-1);
        if (valueWeights is not null)
        {
            attention.narrow(0, weightedRow, valueWeights.shape[0])
                .narrow(3, weightedPosition, valueWeights.shape[3]).mul_(valueWeights);
        }
        return attention.matmul(allValues).MoveToOuterDisposeScope();
    }

    /// <summary>Takes the positions of a completed forward pass into <see cref="Length"/>.</summary>
    /// <param name="positions">How many positions that pass fed.</param>
    public void Advance(int positions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(positions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(positions, Capacity - Length);
        Length += positions;
    }

    /// <summary>Forgets the positions from <paramref name="length"/> on, and all value weights.</summary>
    /// <param name="length">Positions to keep.</param>
    public void RollBack(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        ClearValueWeights();
        Length = length;
    }

    /// <summary>The values of a layer as the model wrote them, before any weight: [rows, heads, length, head size].</summary>
    /// <param name="layer">The attention layer's index.</param>
    /// <returns>A view; the caller disposes it.</returns>
    public Tensor Values(int layer) => values[layer].narrow(2, 0, Length);

    /// <inheritdoc/>
    public void Dispose()
    {
        ClearValueWeights();
        foreach (var tensor in keys.Concat(values))
            tensor.Dispose();
    }

    /// <summary>-inf where a new position would see a later one: [n, length + n].</summary>
    private Tensor CausalMask(long added, Tensor scores) =>
        TensorArithmetic.Full([added, Length + added], float.NegativeInfinity, scores.dtype, scores.device).triu_(Length + 1);
}
