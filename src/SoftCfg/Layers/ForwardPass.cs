using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// What one forward pass feeds: rows of n tokens each, every row into a cache slot of its own and at positions of its own.
/// A query sees what its slot holds and the tokens of its row up to its own.
/// </summary>
/// <remarks>
/// A row is one branch of one sequence; rows know nothing of each other. Attention runs over stretches of rows whose slots
/// lie side by side, without copying the cache, so passes are fastest when slots rise by one from row to row.
/// </remarks>
public sealed class ForwardPass : IDisposable
{
    private readonly Lazy<IReadOnlyList<AttentionSpan>> spans;
    private readonly Lazy<Tensor> positions;

    /// <summary>Describes a pass.</summary>
    /// <param name="tokens">int64 [rows, n], on the model's device; the caller keeps and disposes it.</param>
    /// <param name="slots">The cache slot of every row; no slot twice.</param>
    /// <param name="cache">The cache; each row goes on behind what its slot holds.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, a slot does not exist or is fed twice, or the tokens do not fit into a slot.
    /// </exception>
    public ForwardPass(Tensor tokens, IReadOnlyList<int> slots, KeyValueCache cache)
    {
        if (tokens.dim() != 2 || tokens.shape[0] != slots.Count || tokens.NumberOfElements == 0)
        {
            throw new ArgumentException(
                $"A pass feeds tokens [rows, n], a row per slot; got [{string.Join(", ", tokens.shape)}] for {slots.Count} slots.",
                nameof(tokens));
        }
        if (slots.Distinct().Count() != slots.Count)
            throw new ArgumentException("A slot is fed by one row only; one stands twice.", nameof(slots));
        (Tokens, Slots, Capacity) = (tokens, slots, cache.Capacity);
        Count = (int)tokens.shape[1];
        Starts = slots.Select(slot => cache.LengthOf(slot)).ToArray();
        for (var row = 0; row < slots.Count; row++)
        {
            if (Starts[row] + Count > cache.Capacity)
            {
                throw new ArgumentException(
                    $"Slot {slots[row]} holds {Starts[row]} of {cache.Capacity} positions; {Count} more do not fit.", nameof(tokens));
            }
        }
        IsUniform = Starts.All(start => start == Starts[0]);
        spans = new(() => AttentionSpan.Of(this, cache));
        positions = new(() => tensor(
            Starts.SelectMany(start => Enumerable.Range(start, Count)).Select(position => (long)position).ToArray(),
            [Rows, Count], ScalarType.Int64, tokens.device).DetachFromDisposeScope());
    }

    /// <summary>int64 [rows, n].</summary>
    public Tensor Tokens { get; }

    /// <summary>The cache slot of every row.</summary>
    public IReadOnlyList<int> Slots { get; }

    /// <summary>The position of every row's first token: what its slot held when the pass was made.</summary>
    public IReadOnlyList<int> Starts { get; }

    /// <summary>Rows of the pass.</summary>
    public int Rows => Slots.Count;

    /// <summary>Tokens of a row, n.</summary>
    public int Count { get; }

    /// <summary>Positions that a slot of the cache can hold.</summary>
    internal int Capacity { get; }

    /// <summary>Whether all rows start at one position.</summary>
    public bool IsUniform { get; }

    /// <summary>
    /// int64 [rows]: the last token of each row's context, for models that look at it at every position, as the adaptive norms
    /// of RAR do. The caller keeps and disposes it.
    /// </summary>
    /// <value>Default null; decoding always gives it.</value>
    public Tensor? Conditions { get; init; }

    /// <summary>How many of each row's last tokens logits are wanted of; the model computes no others.</summary>
    /// <value>Default 1. From 0 to n.</value>
    public int LogitCount { get; init; } = 1;

    /// <summary>The weights of values in some rows' attention; null where all are 1.</summary>
    public RowWeights? Weights { get; init; }

    /// <summary>int64 [rows, n]: the position of every token.</summary>
    public Tensor Positions => positions.Value;

    /// <summary>The stretches of rows that attention takes at a time.</summary>
    internal IReadOnlyList<AttentionSpan> Spans => spans.Value;

    /// <summary>Looks every token's position up in a table: learned positions, rotations.</summary>
    /// <param name="table">[positions, ...].</param>
    /// <returns>[rows, n, ...], or [1, n, ...], a view, where all rows start at one position. The caller disposes it.</returns>
    public Tensor LookUp(Tensor table)
    {
        if (IsUniform)
            return table.narrow(0, Starts[0], Count).unsqueeze(0);
        return table.Rows(Positions);
    }

    /// <summary>The part of the stream that logits are wanted of.</summary>
    /// <param name="stream">[rows, n, channels].</param>
    /// <returns>[rows, <see cref="LogitCount"/>, channels], a view; the caller disposes it.</returns>
    public Tensor Asked(Tensor stream) => stream.narrow(1, Count - LogitCount, LogitCount);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (positions.IsValueCreated)
            positions.Value.Dispose();
        if (spans.IsValueCreated)
        {
            foreach (var span in spans.Value)
                span.Dispose();
        }
    }
}
