namespace SoftCfg.Layers.Kernels;

/// <summary>
/// Rows on their way into a product: float32, and, for weights that are whole numbers, rounded to int16 with a scale per row.
/// Grows as it must and never shrinks.
/// </summary>
internal sealed unsafe class ProductRows : IDisposable
{
    private NativeBuffer? values, whole, scales, groupSums;

    /// <summary>Channels of a row.</summary>
    public int Channels { get; private set; }

    /// <summary>The rows: [rows, <see cref="Channels"/>].</summary>
    public float* Values { get; private set; }

    /// <summary>32-bit elements, two int16 each, from one rounded row to the next.</summary>
    public int WholeStride { get; private set; }

    /// <summary>The rounded rows: [rows, <see cref="WholeStride"/>]; behind the channels there are zeros.</summary>
    public float* Whole { get; private set; }

    /// <summary>What a rounded 1 is worth: [rows].</summary>
    public float* Scales { get; private set; }

    /// <summary>The sum of every 128 rounded numbers: [rows, groups].</summary>
    public float* GroupSums { get; private set; }

    /// <summary>Groups of 128 channels.</summary>
    public int Groups => (Channels + PackedWeights.GroupInputs - 1) / PackedWeights.GroupInputs;

    /// <summary>Rows that lie somewhere else already, for weights that are no whole numbers.</summary>
    /// <param name="values">[rows, <paramref name="channels"/>]; the caller keeps them.</param>
    /// <param name="channels">Channels of a row.</param>
    public static ProductRows Of(float* values, int channels) => new() { Values = values, Channels = channels };

    /// <summary>Makes room. What the rows held is lost.</summary>
    public void Resize(int rows, int channels)
    {
        Channels = channels;
        WholeStride = (channels + PackedWeights.InputMultiple - 1) / PackedWeights.InputMultiple * PackedWeights.InputMultiple / 2;
        Values = Room(ref values, (long)rows * channels);
        Whole = Room(ref whole, (long)rows * WholeStride);
        Scales = Room(ref scales, rows);
        GroupSums = Room(ref groupSums, (long)rows * Groups);
    }

    /// <summary>One row.</summary>
    public float* Row(int row) => Values + (long)row * Channels;

    /// <summary>
    /// Rounds a row for a product of whole numbers, to as many bits as its int32 sums have room for: 15 of 768 channels. The error is
    /// small against that of 8-bit weights.
    /// </summary>
    public void Round(int row)
    {
        var from = Row(row);
        var to = (short*)(Whole + (long)row * WholeStride);
        var limit = Math.Min(short.MaxValue, int.MaxValue / (PackedWeights.LargestWhole * Channels));
        var largest = RowKernels.LargestMagnitude(from, Channels);
        Scales[row] = largest / limit;
        RowKernels.Round(from, largest == 0 ? 0 : limit / largest, Channels, to);
        for (var i = Channels; i < 2 * WholeStride; i++)
            to[i] = 0;
        for (var group = 0; group < Groups; group++)
        {
            var end = Math.Min(Channels, (group + 1) * PackedWeights.GroupInputs);
            GroupSums[(long)row * Groups + group] = RowKernels.Sum(to + group * PackedWeights.GroupInputs,
                end - group * PackedWeights.GroupInputs);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in new[] { values, whole, scales, groupSums })
            buffer?.Dispose();
    }

    private static float* Room(ref NativeBuffer? buffer, long elements)
    {
        if (buffer is null || buffer.Bytes < elements * sizeof(float))
        {
            buffer?.Dispose();
            buffer = new NativeBuffer(elements * sizeof(float));
        }
        return buffer.Floats;
    }
}
