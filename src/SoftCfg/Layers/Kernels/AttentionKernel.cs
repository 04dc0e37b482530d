using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>Attention of one query over the keys and values of one head.</summary>
internal static unsafe class AttentionKernel
{
    /// <summary><c>(softmax(q Kᵀ · scale) ⊙ w) V</c>.</summary>
    /// <param name="query">[size].</param>
    /// <param name="keys">[length, size].</param>
    /// <param name="values">[length, size].</param>
    /// <param name="length">Positions the query sees.</param>
    /// <param name="size">Channels of a head.</param>
    /// <param name="scale">What scores are multiplied with.</param>
    /// <param name="weights">[weighted]; null where every value weighs 1.</param>
    /// <param name="weighted">Positions that weigh something else than 1, the first ones.</param>
    /// <param name="scores">Room for <paramref name="length"/> numbers.</param>
    /// <param name="output">[size].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Attend(float* query, float* keys, float* values, int length, int size, float scale, float* weights, int weighted,
        float* scores, float* output)
    {
        for (var position = 0; position < length; position++)
            scores[position] = RowKernels.Dot(query, keys + (long)position * size, size) * scale;
        var sum = RowKernels.Exponentials(scores, RowKernels.Largest(scores, length), length);
        RowKernels.Scale(scores, 1 / sum, length);
        if (weights is not null)
            RowKernels.Multiply(scores, weights, weighted);
        Combine(scores, values, length, size, output);
    }

    /// <summary>The sum of values, each times its probability.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine(float* probabilities, float* values, int length, int size, float* output)
    {
        var width = Vector<float>.Count;
        var channel = 0;
        for (; channel <= size - 4 * width; channel += 4 * width)
        {
            Vector<float> a = default, b = default, c = default, d = default;
            var value = values + channel;
            for (var position = 0; position < length; position++, value += size)
            {
                var factor = new Vector<float>(probabilities[position]);
                a = Vector.MultiplyAddEstimate(factor, Vector.Load(value), a);
                b = Vector.MultiplyAddEstimate(factor, Vector.Load(value + width), b);
                c = Vector.MultiplyAddEstimate(factor, Vector.Load(value + 2 * width), c);
                d = Vector.MultiplyAddEstimate(factor, Vector.Load(value + 3 * width), d);
            }
            Vector.Store(a, output + channel);
            Vector.Store(b, output + channel + width);
            Vector.Store(c, output + channel + 2 * width);
            Vector.Store(d, output + channel + 3 * width);
        }
        for (; channel <= size - width; channel += width)
        {
            Vector<float> sum = default;
            for (var position = 0; position < length; position++)
                sum = Vector.MultiplyAddEstimate(new Vector<float>(probabilities[position]), Vector.Load(values + (long)position * size + channel), sum);
            Vector.Store(sum, output + channel);
        }
        for (; channel < size; channel++)
        {
            var sum = 0f;
            for (var position = 0; position < length; position++)
                sum += probabilities[position] * values[(long)position * size + channel];
            output[channel] = sum;
        }
    }
}
