using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>From the whole-number sums of a block's outputs to float32.</summary>
internal static unsafe class BlockKernels
{
    /// <summary><c>sum · scale · row scale + bias</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* sums, float* scales, float rowScale, float* bias, float* results)
    {
        for (var i = 0; i < PackedWeights.BlockOutputs; i += Vector<float>.Count)
        {
            var sum = Vector.ConvertToSingle(Vector.Load((int*)sums + i));
            var value = sum * (Vector.Load(scales + i) * rowScale);
            Vector.Store(bias is null ? value : value + Vector.Load(bias + i), results + i);
        }
    }

    /// <summary><c>result + sum · scale + group sum · least</c>, in units of the row's scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddGroup(float* sums, float* scales, float* least, float groupSum, float* results)
    {
        for (var i = 0; i < PackedWeights.BlockOutputs; i += Vector<float>.Count)
        {
            var sum = Vector.ConvertToSingle(Vector.Load((int*)sums + i));
            var value = Vector.Load(results + i) + sum * Vector.Load(scales + i);
            Vector.Store(value + Vector.Load(least + i) * groupSum, results + i);
        }
    }

    /// <summary><c>result · row scale + bias</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish(float* results, float rowScale, float* bias)
    {
        for (var i = 0; i < PackedWeights.BlockOutputs; i += Vector<float>.Count)
        {
            var value = Vector.Load(results + i) * rowScale;
            Vector.Store(bias is null ? value : value + Vector.Load(bias + i), results + i);
        }
    }
}
