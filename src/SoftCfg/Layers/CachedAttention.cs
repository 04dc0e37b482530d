using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Attention of new tokens over everything their slots hold, with value weights folded in:
/// <c>(softmax(QKᵀ / √head size) ⊙ w) V</c>.
/// </summary>
/// <remarks>
/// Weights are float32 until they have been multiplied onto float32 probabilities, and so is the product with the values:
/// just below 1, bfloat16 numbers lie 1/256 apart, and with step normalisation the weights of a long image would all round to 1.
/// </remarks>
public static class CachedAttention
{
    /// <summary>Stores the keys and values of a pass's tokens in the cache, and attends.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="cache">The cache; its lengths do not move before the pass has gone through all layers.</param>
    /// <param name="layer">The attention layer's index.</param>
    /// <param name="query">[rows, heads, n, head size].</param>
    /// <param name="key">[rows, key/value heads, n, head size]; heads are a multiple of theirs (grouped heads).</param>
    /// <param name="value">The key's shape.</param>
    /// <returns>The query's shape and type; the caller disposes it.</returns>
    public static Tensor Attend(ForwardPass pass, KeyValueCache cache, int layer, Tensor query, Tensor key, Tensor value)
    {
        using var scope = NewDisposeScope();
        cache.Write(layer, pass, key, value);
        var outputs = pass.Spans.Select(span => AttendSpan(span, cache, layer, query)).ToArray();
        return (outputs.Length == 1 ? outputs[0] : cat(outputs)).MoveToOuterDisposeScope();
    }

    private static Tensor AttendSpan(AttentionSpan span, KeyValueCache cache, int layer, Tensor query)
    {
        var queries = span.Rows == query.shape[0] ? query : query.narrow(0, span.FirstRow, span.Rows);
        var keys = cache.Keys(layer, span.FirstSlot, span.Rows, span.Length);  // [rows, key/value heads, length, head size]
        var values = cache.Values(layer, span.FirstSlot, span.Rows, span.Length);
        var scores = Product(queries, keys.transpose(2, 3)).TimesInPlace(1 / Math.Sqrt(query.shape[3]));
        if (span.Hidden is { } hidden)
            scores = scores.MaskedFill(hidden, double.NegativeInfinity);
        return span.Weights is null
            ? Product(scores.softmax(-1), values)
            : Weighted(scores, values, span.Weights, span.FirstWeighted).to(query.dtype);
    }

    /// <summary>Weighted attention from its scores on, in float32.</summary>
    /// <param name="scores">[rows, heads, n, length].</param>
    /// <param name="values">[rows, key/value heads, length, head size].</param>
    /// <param name="weights">float32 [weighted rows, 1, 1 or n, positions].</param>
    /// <param name="firstWeighted">The first weighted row.</param>
    /// <returns>float32 [rows, heads, n, head size].</returns>
    internal static Tensor Weighted(Tensor scores, Tensor values, Tensor weights, int firstWeighted)
    {
        var probabilities = scores.softmax(-1, ScalarType.Float32);
        probabilities.narrow(0, firstWeighted, weights.shape[0]).narrow(3, 0, weights.shape[3]).mul_(weights);
        return Product(probabilities, values.to(ScalarType.Float32));
    }

    /// <summary>A product per head, where several heads of the left may share one of the right.</summary>
    /// <param name="left">[rows, heads, n, k].</param>
    /// <param name="right">[rows, shared heads, k, m].</param>
    /// <returns>[rows, heads, n, m].</returns>
    private static Tensor Product(Tensor left, Tensor right)
    {
        var (heads, shared) = (left.shape[1], right.shape[1]);
        if (heads == shared)
            return left.matmul(right);
        // The heads of a group follow each other: [rows, shared heads, group * n, k].
        var (rows, n, k) = (left.shape[0], left.shape[2], left.shape[3]);
        return left.reshape(rows, shared, heads / shared * n, k).matmul(right).view(rows, heads, n, right.shape[3]);
    }
}
