using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>From the sums of a block's outputs to results.</summary>
internal static unsafe class BlockKernels
{
    private const int Outputs = PackedWeights.BlockOutputs;

    /// <summary><c>sum + bias</c> of float32 sums; a bias of null is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish(float* sums, float* bias, float* results)
    {
        for (var i = 0; i < Outputs; i += Vector<float>.Count)
            Vector.Store(Biased(Vector.Load(sums + i), bias, i), results + i);
    }

    /// <summary><c>total + sum · (scale · row scale)</c> of whole sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddWhole(float* sums, float* scales, float rowScale, float* totals)
    {
        for (var i = 0; i < Outputs; i += Vector<float>.Count)
        {
            var sum = Vector.ConvertToSingle(Vector.Load((int*)sums + i));
            Vector.Store(Vector.MultiplyAddEstimate(sum, Vector.Load(scales + i) * rowScale, Vector.Load(totals + i)), totals + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Biased(Vector<float> value, float* bias, int i) => bias is null ? value : value + Vector.Load(bias + i);
}
