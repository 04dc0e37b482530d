using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// A stretch of a pass's rows whose slots lie side by side, so that its keys and values are one view of the cache.
/// </summary>
/// <param name="FirstRow">The first row.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="FirstSlot">The slot of the first row.</param>
/// <param name="Length">Positions to look at: those of the longest row, its new tokens among them.</param>
/// <param name="Hidden">bool [rows or 1, 1, n, length]: what a query does not see; null where it sees everything.</param>
/// <param name="Weights">float32 [weighted rows, 1, 1 or n, positions]; null where every value weighs 1.</param>
/// <param name="FirstWeighted">The first weighted row, counted from <paramref name="FirstRow"/>.</param>
internal sealed record AttentionSpan(int FirstRow, int Rows, int FirstSlot, int Length, Tensor? Hidden, Tensor? Weights,
    int FirstWeighted) : IDisposable
{
    /// <summary>Cuts a pass where slots do not follow each other, and, in reduced precision, where weights begin and end.</summary>
    public static IReadOnlyList<AttentionSpan> Of(ForwardPass pass, KeyValueCache cache)
    {
        // Weighted attention is float32 whatever the cache holds, the rest is not: see CachedAttention.
        var cuts = pass.Weights is { } weights && cache.Dtype != ScalarType.Float32
            ? new[] { weights.FirstRow, weights.FirstRow + weights.Rows }
            : [];
        var spans = new List<AttentionSpan>();
        for (var first = 0; first < pass.Rows;)
        {
            var end = first + 1;
            while (end < pass.Rows && pass.Slots[end] == pass.Slots[end - 1] + 1 && !cuts.Contains(end))
                end++;
            spans.Add(Of(pass, first, end));
            first = end;
        }
        return spans;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Hidden?.Dispose();
        Weights?.Dispose();
    }

    private static AttentionSpan Of(ForwardPass pass, int first, int end)
    {
        using var scope = NewDisposeScope();
        var starts = pass.Starts.Skip(first).Take(end - first).ToArray();
        var length = starts.Max() + pass.Count;
        var hidden = HiddenFrom(pass, first, starts, length)?.DetachFromDisposeScope();
        var (weights, firstWeighted) = WeightsOf(pass, first, end, length);
        return new AttentionSpan(first, end - first, pass.Slots[first], length, hidden,
            weights?.DetachFromDisposeScope(), firstWeighted);
    }

    private static Tensor? HiddenFrom(ForwardPass pass, int first, int[] starts, int length)
    {
        var uniform = Array.TrueForAll(starts, start => start == starts[0]);
        if (uniform && pass.Count == 1)
            return null;
        // [rows or 1, 1, n, 1]: the position of each query; it sees no later one.
        var rows = uniform ? 1 : starts.Length;
        var queries = pass.Positions.narrow(0, first, rows).view(rows, 1, pass.Count, 1);
        return Native.TensorArithmetic.Range(length, pass.Tokens.device).gt(queries);
    }

    private static (Tensor? Weights, int First) WeightsOf(ForwardPass pass, int first, int end, int length)
    {
        if (pass.Weights is not { } weights)
            return (null, 0);
        var (from, to) = (Math.Max(first, weights.FirstRow), Math.Min(end, weights.FirstRow + weights.Rows));
        if (from >= to)
            return (null, 0);
        var rows = weights.Values.narrow(0, from - weights.FirstRow, to - from);
        // Columns reach as far as the longest row of the pass; behind the rows of this stretch there is nothing to weigh.
        rows = rows.narrow(-1, 0, Math.Min(rows.shape[^1], length));
        // The same weight for every head, and, without an axis of their own, for every query.
        return (rows.dim() == 2 ? rows.unsqueeze(1).unsqueeze(1) : rows.unsqueeze(1), from - first);
    }
}
