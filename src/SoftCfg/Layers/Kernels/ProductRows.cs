namespace SoftCfg.Layers.Kernels;

/// <summary>
/// Rows on their way into a product: float32, and, for weights that are whole numbers, rounded to 8 bits with a scale per 128 channels. Grows
/// as it must and never shrinks.
/// </summary>
internal sealed unsafe class ProductRows : IDisposable
{
    // Weights of 4 bits share bytes with those of the next part.
    private const int NibbleMultiple = 2 * 4 * PackedWeights.NibblePartSteps;

    private NativeBuffer? values, whole, scales, offsets;

    /// <summary>Channels of a row.</summary>
    public int Channels { get; private set; }

    /// <summary>The rows: [rows, <see cref="Channels"/>].</summary>
    public float* Values { get; private set; }

    /// <summary>
    /// The rounded rows: [rows, <see cref="WholeSteps"/>] elements of 32 bits, four uint8 for weights of 8 bits, four int8 for those of 4; behind
    /// the channels there are zeros.
    /// </summary>
    public float* Whole { get; private set; }

    /// <summary>What a rounded 1 is worth: [rows, <see cref="Groups"/>].</summary>
    public float* Scales { get; private set; }

    /// <summary>
    /// What the offsets of weights are multiplied with, which for weights of 8 bits are their sums, for those of 4 the least ones: what zeros are
    /// worth, taken away, or the sum of the rounded numbers. [rows, <see cref="Groups"/>].
    /// </summary>
    public float* Offsets { get; private set; }

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
        ? (channels + NibbleMultiple - 1) / NibbleMultiple * NibbleMultiple / 4
        : (channels + 3) / 4;

    /// <summary>Makes room. What the rows held is lost.</summary>
    public void Resize(int rows, int channels)
    {
        Channels = channels;
        Values = Room(ref values, (long)rows * channels);
        Whole = Room(ref whole, (long)rows * WholeSteps(channels, WeightFormat.Int4));
        Scales = Room(ref scales, (long)rows * Groups);
        Offsets = Room(ref offsets, (long)rows * Groups);
    }

    /// <summary>One row.</summary>
    public float* Row(int row) => Values + (long)row * Channels;

    /// <summary>Rounds a row as a product needs it; all rows of a product are rounded for the same format.</summary>
    /// <param name="row">The row.</param>
    /// <param name="format">How the product's weights are stored. Nothing is done for float32 and bfloat16.</param>
    public void Round(int row, WeightFormat format)
    {
        if (format is not (WeightFormat.Int8 or WeightFormat.Int4))
            return;
        var from = Row(row);
        var steps = WholeSteps(Channels, format);
        var to = (byte*)(Whole + (long)row * steps);
        for (var group = 0; group < Groups; group++)
        {
            var first = group * PackedWeights.GroupInputs;
            var count = Math.Min(Channels - first, PackedWeights.GroupInputs);
            var place = (long)row * Groups + group;
            if (format == WeightFormat.Int8)
                RoundUnsigned(from + first, count, to + first, out Scales[place], out Offsets[place]);
            else
                RoundSigned(from + first, count, (sbyte*)to + first, out Scales[place], out Offsets[place]);
        }
        new Span<byte>(to + Channels, 4 * steps - Channels).Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in new[] { values, whole, scales, offsets })
            buffer?.Dispose();
    }

    /// <summary>To 0 to 255, of which one stands for 0, and the ends for the least and the largest number.</summary>
    private static void RoundUnsigned(float* from, int count, byte* to, out float scale, out float offset)
    {
        var (least, largest) = RowKernels.RangeWithZero(from, count);
        scale = (largest - least) / byte.MaxValue;
        var factor = 1 / scale;
        // Numbers that are next to nothing are nothing.
        if (float.IsPositiveInfinity(factor))
            factor = 0;
        var zero = MathF.Round(-least * factor);
        offset = -zero * scale;
        RowKernels.Round(from, factor, zero, count, to);
    }

    /// <summary>To -127 to 127.</summary>
    private static void RoundSigned(float* from, int count, sbyte* to, out float scale, out float sum)
    {
        var largest = RowKernels.LargestMagnitude(from, count);
        scale = largest / PackedWeights.LargestWhole;
        sum = RowKernels.Round(from, largest == 0 ? 0 : PackedWeights.LargestWhole / largest, count, to) * scale;
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
