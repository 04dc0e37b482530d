namespace SoftCfg.Layers.Kernels;

/// <summary>
/// Rows on their way into a product: float32, and, for weights that are whole numbers, rounded: to int16 with a scale per row for those of 8
/// bits, to int8 with a scale per 128 channels for those of 4. Grows as it must and never shrinks.
/// </summary>
internal sealed unsafe class ProductRows : IDisposable
{
    // Pairs of int16 are stored for a multiple of so many channels; bytes for two parts, whose weights share bytes.
    private const int PairMultiple = 8, ByteMultiple = 2 * 4 * PackedWeights.NibblePartSteps;

    private NativeBuffer? values, whole, scales, groupSums;

    /// <summary>Channels of a row.</summary>
    public int Channels { get; private set; }

    /// <summary>The rows: [rows, <see cref="Channels"/>].</summary>
    public float* Values { get; private set; }

    /// <summary>
    /// The rounded rows: [rows, <see cref="WholeSteps"/>] elements of 32 bits, two int16 or four int8 each; behind the channels there are zeros.
    /// </summary>
    public float* Whole { get; private set; }

    /// <summary>What a rounded 1 is worth: [rows] of int16, [rows, <see cref="Groups"/>] of int8.</summary>
    public float* Scales { get; private set; }

    /// <summary>The sum of every 128 numbers that were rounded to int8: [rows, <see cref="Groups"/>].</summary>
    public float* GroupSums { get; private set; }

    /// <summary>Groups of 128 channels.</summary>
    public int Groups => (Channels + PackedWeights.GroupInputs - 1) / PackedWeights.GroupInputs;

    /// <summary>Rows that lie somewhere else already, for weights that are no whole numbers.</summary>
    /// <param name="values">[rows, <paramref name="channels"/>]; the caller keeps them.</param>
    /// <param name="channels">Channels of a row.</param>
    public static ProductRows Of(float* values, int channels) => new() { Values = values, Channels = channels };

    /// <summary>32-bit elements of a rounded row.</summary>
    /// <param name="channels">Channels of a row.</param>
    /// <param name="format">How the weights are stored: whole numbers.</param>
    public static int WholeSteps(int channels, WeightFormat format) => format == WeightFormat.Int4
        ? (channels + ByteMultiple - 1) / ByteMultiple * ByteMultiple / 4
        : (channels + PairMultiple - 1) / PairMultiple * PairMultiple / 2;

    /// <summary>Makes room. What the rows held is lost.</summary>
    public void Resize(int rows, int channels)
    {
        Channels = channels;
        Values = Room(ref values, (long)rows * channels);
        Whole = Room(ref whole, (long)rows * Math.Max(WholeSteps(channels, WeightFormat.Int8), WholeSteps(channels, WeightFormat.Int4)));
        Scales = Room(ref scales, (long)rows * Groups);
        GroupSums = Room(ref groupSums, (long)rows * Groups);
    }

    /// <summary>One row.</summary>
    public float* Row(int row) => Values + (long)row * Channels;

    /// <summary>Rounds a row as a product needs it; all rows of a product are rounded for the same format.</summary>
    /// <param name="row">The row.</param>
    /// <param name="format">How the product's weights are stored. Nothing is done for float32 and bfloat16.</param>
    public void Round(int row, WeightFormat format)
    {
        if (format == WeightFormat.Int8)
            RoundToPairs(row);
        else if (format == WeightFormat.Int4)
            RoundToBytes(row);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in new[] { values, whole, scales, groupSums })
            buffer?.Dispose();
    }

    /// <summary>To as many bits as int32 sums have room for: 15 of 768 channels. The error is small against that of 8-bit weights.</summary>
    private void RoundToPairs(int row)
    {
        var from = Row(row);
        var steps = WholeSteps(Channels, WeightFormat.Int8);
        var to = (short*)(Whole + (long)row * steps);
        var limit = Math.Min(short.MaxValue, int.MaxValue / (PackedWeights.LargestWhole * Channels));
        var largest = RowKernels.LargestMagnitude(from, Channels);
        Scales[row] = largest / limit;
        RowKernels.Round(from, largest == 0 ? 0 : limit / largest, Channels, to);
        new Span<short>(to + Channels, 2 * steps - Channels).Clear();
    }

    /// <summary>To 8 bits with a scale per group: the error is an eighth of that of 4-bit weights.</summary>
    private void RoundToBytes(int row)
    {
        var from = Row(row);
        var steps = WholeSteps(Channels, WeightFormat.Int4);
        var to = (sbyte*)(Whole + (long)row * steps);
        for (var group = 0; group < Groups; group++)
        {
            var first = group * PackedWeights.GroupInputs;
            var count = Math.Min(Channels - first, PackedWeights.GroupInputs);
            var largest = RowKernels.LargestMagnitude(from + first, count);
            var scale = largest / PackedWeights.LargestWhole;
            var sum = RowKernels.Round(from + first, largest == 0 ? 0 : PackedWeights.LargestWhole / largest, count, to + first);
            Scales[(long)row * Groups + group] = scale;
            GroupSums[(long)row * Groups + group] = sum * scale;
        }
        new Span<sbyte>(to + Channels, 4 * steps - Channels).Clear();
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
