using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>Norms of a row of numbers, of any length.</summary>
internal static unsafe class RowNorms
{
    private static int Width => Vector<float>.Count;

    /// <summary><c>x / √(mean x² + ε) · weight</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RootMeanSquareNorm(float* input, float* weight, float epsilon, int count, float* output)
    {
        var scale = 1 / MathF.Sqrt(SumOfSquares(input, 0, count) / count + epsilon);
        var i = 0;
        for (; i <= count - Width; i += Width)
            Vector.Store(Vector.Load(input + i) * scale * Vector.Load(weight + i), output + i);
        for (; i < count; i++)
            output[i] = input[i] * scale * weight[i];
    }

    /// <summary><c>(x - mean) / √(variance + ε) · weight + bias</c>; without weight and bias where they are null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LayerNorm(float* input, float* weight, float* bias, float epsilon, int count, float* output)
    {
        var mean = Sum(input, count) / count;
        var scale = 1 / MathF.Sqrt(SumOfSquares(input, mean, count) / count + epsilon);
        var i = 0;
        for (; i <= count - Width; i += Width)
        {
            var normal = (Vector.Load(input + i) - new Vector<float>(mean)) * scale;
            Vector.Store(weight is null ? normal : normal * Vector.Load(weight + i) + Vector.Load(bias + i), output + i);
        }
        for (; i < count; i++)
        {
            var normal = (input[i] - mean) * scale;
            output[i] = weight is null ? normal : normal * weight[i] + bias[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(float* row, int count)
    {
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i <= count - Width; i += Width)
            sum += Vector.Load(row + i);
        var total = Vector.Sum(sum);
        for (; i < count; i++)
            total += row[i];
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOfSquares(float* row, float mean, int count)
    {
        Vector<float> sum = Vector<float>.Zero, center = new(mean);
        var i = 0;
        for (; i <= count - Width; i += Width)
        {
            var apart = Vector.Load(row + i) - center;
            sum = Vector.MultiplyAddEstimate(apart, apart, sum);
        }
        var total = Vector.Sum(sum);
        for (; i < count; i++)
            total += (row[i] - mean) * (row[i] - mean);
        return total;
    }
}
