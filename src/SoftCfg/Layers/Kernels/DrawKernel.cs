using System.Buffers;
using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>Draws a token from a row of logits: softmax, top-k, top-p, and the inverse of the cumulative distribution.</summary>
/// <param name="Temperature">What logits are divided by.</param>
/// <param name="TopK">How many tokens are kept, of equals those with the lower index; 0 for all.</param>
/// <param name="TopP">The mass that is kept of what top-k left; 1 for all.</param>
/// <param name="Greedy">Whether the first of the largest logits is taken instead.</param>
internal readonly record struct DrawKernel(double Temperature, int TopK, double TopP, bool Greedy)
{
    private static readonly (int Shift, int Bits)[] Digits = [(21, 11), (10, 11), (0, 10)];

    /// <summary>Draws a token.</summary>
    /// <param name="logits">[count], not changed.</param>
    /// <param name="count">Size of the vocabulary.</param>
    /// <param name="uniform">In [0, 1); without effect when greedy.</param>
    /// <returns>The token; -1 where the logits make no distribution.</returns>
    public unsafe int Draw(float* logits, int count, double uniform)
    {
        var memory = ArrayPool<float>.Shared.Rent(count);
        try
        {
            fixed (float* row = memory)
            {
                // Unnormalised until it is known what is kept.
                var sum = SoftmaxKernel.Exponentials(logits, (float)Temperature, count, row);
                if (float.IsNaN(sum))
                    return -1;
                if (Greedy)
                    return new ReadOnlySpan<float>(logits, count).IndexOf(RowKernels.Largest(logits, count));
                if (Keep(new Span<float>(row, count)))
                    sum = SoftmaxKernel.Sum(row, count);
                return Invert(row, sum, count, uniform);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(memory);
        }
    }

    /// <summary>The distribution that <see cref="Draw"/> draws from.</summary>
    /// <param name="logits">[count], not changed.</param>
    /// <param name="count">Size of the vocabulary.</param>
    /// <param name="row">[count], the probabilities; NaN where the logits make no distribution.</param>
    public unsafe void Distribute(float* logits, int count, float* row)
    {
        var probabilities = new Span<float>(row, count);
        var sum = SoftmaxKernel.Exponentials(logits, (float)Temperature, count, row);
        if (float.IsNaN(sum))
        {
            probabilities.Fill(float.NaN);
            return;
        }
        if (Greedy)
        {
            probabilities.Clear();
            probabilities[new ReadOnlySpan<float>(logits, count).IndexOf(RowKernels.Largest(logits, count))] = 1;
            return;
        }
        if (Keep(probabilities))
            sum = SoftmaxKernel.Sum(row, count);
        for (var token = 0; token < count; token++)
            row[token] /= sum;
    }

    /// <summary>Sets what top-k and top-p exclude to zero; false where nothing is.</summary>
    private bool Keep(Span<float> row)
    {
        var isCut = TopK > 0 && TopK < row.Length;
        if (isCut)
            KeepLargest(row, TopK);
        if (TopP < 1)
            KeepMass(row, TopP, isCut ? TopK : row.Length);
        return isCut || TopP < 1;
    }

    /// <summary>The first token whose cumulative probability, summed in float64, exceeds the uniform.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe int Invert(float* row, float sum, int count, double uniform)
    {
        var cumulative = 0.0;
        var last = 0;
        for (var token = 0; token < count; token++)
        {
            var before = cumulative;
            cumulative += row[token] / sum;
            if (cumulative > uniform)
                return token;
            if (cumulative > before)
                last = token;
        }
        // The total rounded below a uniform near 1: the last token that contributed to it, not an excluded one.
        return last;
    }

    /// <summary>Zeroes all but the largest of numbers that are not negative; of equals those with the lower index stay.</summary>
    private static void KeepLargest(Span<float> row, int kept)
    {
        // The bits of such numbers are in the numbers' order: a digit at a time, the number that the last one kept has.
        Span<int> buckets = stackalloc int[1 << 11];
        uint found = 0, known = 0;
        var left = kept;
        foreach (var (shift, bits) in Digits)
        {
            var digit = (1u << bits) - 1;
            buckets.Clear();
            foreach (var value in row)
            {
                var number = BitConverter.SingleToUInt32Bits(value);
                if ((number & known) == found)
                    buckets[(int)((number >> shift) & digit)]++;
            }
            var bucket = digit;
            for (; buckets[(int)bucket] < left; bucket--)
                left -= buckets[(int)bucket];
            found |= bucket << shift;
            known |= digit << shift;
        }
        var least = BitConverter.UInt32BitsToSingle(found);
        foreach (ref var value in row)
        {
            if (value < least || (value == least && left-- <= 0))
                value = 0;
        }
    }

    /// <summary>Zeroes those whose predecessors, largest first, make up the mass already; the first stays.</summary>
    private static void KeepMass(Span<float> row, double mass, int kept)
    {
        var ranks = ArrayPool<ulong>.Shared.Rent(row.Length);
        try
        {
            for (var token = 0; token < row.Length; token++)
                ranks[token] = (ulong)~BitConverter.SingleToUInt32Bits(row[token]) << 32 | (uint)token;
            var ordered = ranks.AsSpan(0, row.Length);
            ordered.Sort();
            // What top-k left comes first: everything else is zero.
            ordered = ordered[..kept];
            var total = 0.0;
            foreach (var rank in ordered)
                total += row[(int)(uint)rank];
            var cumulative = 0.0;
            for (var i = 0; i < kept; i++)
            {
                ref var value = ref row[(int)(uint)ordered[i]];
                var before = cumulative;
                cumulative += value;
                if (i > 0 && !(before / total < mass))
                    value = 0;
            }
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(ranks);
        }
    }
}
