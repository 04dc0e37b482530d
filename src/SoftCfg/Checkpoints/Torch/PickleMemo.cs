namespace SoftCfg.Checkpoints.Torch;

/// <summary>
/// Values that a pickle stores to use them again. A list rather than a dictionary: indices that collide when hashed would
/// cost time without bound, while writers number from 0 on, so that an index is never larger than the bytes before it.
/// </summary>
internal sealed class PickleMemo(PickleInput input)
{
    private static readonly object Unset = new();

    private readonly List<object?> values = [];
    private int count;

    internal void Store(long index, object? value)
    {
        if (index > input.Consumed)
            throw input.Error($"memo entry {index} is stored, but {input.Consumed} bytes cannot hold so many before it.");
        while (values.Count <= index)
            values.Add(Unset);
        if (ReferenceEquals(values[(int)index], Unset))
            count++;
        values[(int)index] = value;
    }

    /// <summary>Stores under the number of entries there are.</summary>
    internal void Store(object? value) => Store(count, value);

    internal object? Recall(long index) => index < values.Count && !ReferenceEquals(values[(int)index], Unset)
        ? values[(int)index]
        : throw input.Error($"memo entry {index} is used but was never stored.");
}
