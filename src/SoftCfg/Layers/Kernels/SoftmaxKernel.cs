using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>The softmax of a row of logits, in float32.</summary>
internal static unsafe class SoftmaxKernel
{
    // Smaller exponentials than that of -87.33 are no normal numbers: nothing, next to the largest, which is 1.
    private const float Nothing = -87.33f;

    /// <summary>The probability of a token; NaN where the logits make no distribution.</summary>
    /// <param name="logits">[count].</param>
    /// <param name="temperature">What they are divided by.</param>
    /// <param name="count">Size of the vocabulary.</param>
    /// <param name="token">The token; negative for the likeliest.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Probability(float* logits, float temperature, int count, long token)
    {
        var sum = Exponentials(logits, temperature, count, null);
        if (token < 0)
            return 1 / sum;
        var largest = RowKernels.Largest(logits, count) / temperature;
        return Exponential(new Vector<float>(logits[token] / temperature - largest))[0] / sum;
    }

    /// <summary><c>e^(x / temperature - largest)</c>, exactly 0 of what is excluded, and the sum of it.</summary>
    /// <param name="logits">[count].</param>
    /// <param name="temperature">What they are divided by.</param>
    /// <param name="count">Size of the vocabulary.</param>
    /// <param name="row">[count], the results; null where only their sum is wanted.</param>
    /// <returns>At least 1; NaN where the logits hold NaN or +inf, or nothing but -inf.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exponentials(float* logits, float temperature, int count, float* row)
    {
        // Dividing keeps the order, so the largest quotient is that of the largest.
        var largest = RowKernels.Largest(logits, count) / temperature;
        if (!float.IsFinite(largest))
            return float.NaN;
        Vector<float> divisor = new(temperature), shift = new(largest), sums = default;
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            var value = Exponential(Vector.Load(logits + i) / divisor - shift);
            sums += value;
            if (row is not null)
                Vector.Store(value, row + i);
        }
        var sum = Vector.Sum(sums);
        for (; i < count; i++)
        {
            var value = Exponential(new Vector<float>(logits[i] / temperature - largest))[0];
            sum += value;
            if (row is not null)
                row[i] = value;
        }
        return sum;
    }

    /// <summary>
    /// Kullback and Leibler's divergence of a distribution from another, in nats. A probability of 0 contributes nothing; one that the
    /// other excludes counts as the largest number there is.
    /// </summary>
    /// <param name="logits">[count], of the distribution.</param>
    /// <param name="others">[count], of the other one.</param>
    /// <param name="temperature">What both are divided by.</param>
    /// <param name="count">Size of the vocabulary.</param>
    /// <returns>NaN where one of them is no distribution.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Divergence(float* logits, float* others, float temperature, int count)
    {
        float sum = Exponentials(logits, temperature, count, null), otherSum = Exponentials(others, temperature, count, null);
        if (float.IsNaN(sum) || float.IsNaN(otherSum))
            return float.NaN;
        float largest = RowKernels.Largest(logits, count) / temperature, otherLargest = RowKernels.Largest(others, count) / temperature;
        float log = MathF.Log(sum), otherLog = MathF.Log(otherSum);
        Vector<float> divisor = new(temperature), sums = default;
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            sums += term(Vector.Load(logits + i), Vector.Load(others + i));
        var total = Vector.Sum(sums);
        for (; i < count; i++)
            total += term(new(logits[i]), new(others[i]))[0];
        return Math.Min(total, float.MaxValue);

        Vector<float> term(Vector<float> x, Vector<float> y)
        {
            var shifted = x / divisor - new Vector<float>(largest);
            var probability = Exponential(shifted) / new Vector<float>(sum);
            var apart = shifted - new Vector<float>(log) - (y / divisor - new Vector<float>(otherLargest) - new Vector<float>(otherLog));
            return Vector.ConditionalSelect(Vector.Equals(probability, Vector<float>.Zero), Vector<float>.Zero, probability * apart);
        }
    }

    /// <summary>The sum of a row, in the order of <see cref="Exponentials"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum(float* row, int count)
    {
        Vector<float> sums = default;
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            sums += Vector.Load(row + i);
        var sum = Vector.Sum(sums);
        for (; i < count; i++)
            sum += row[i];
        return sum;
    }

    /// <summary>The exponential of numbers up to 0; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Exponential(Vector<float> x)
    {
        var value = Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(Nothing)), Vector<float>.Zero, VectorMath.Exp(x));
        return Vector.ConditionalSelect(Vector.Equals(x, x), value, x);
    }
}
