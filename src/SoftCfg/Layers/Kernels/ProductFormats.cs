using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>How a block holds its weights, for every vector width.</summary>
internal static class ProductFormats
{
    // For every lane of the widest vector the bit that weights of 4 bits begin at. Such data do not move.
    private static ReadOnlySpan<uint> LowerHalf => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static ReadOnlySpan<uint> UpperHalf => [4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4];

    /// <summary>float32: [step][output].</summary>
    internal readonly unsafe struct Float32<TVector, TLanes> : IProductFormat<TVector>
        where TVector : struct where TLanes : struct, IVectorLanes<TVector>
    {
        public static int PartSteps => 0;

        public static int OutputBytes => 4;

        public static int MostRows => 6;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static WeightPart Part(byte* block, nint step) => new(block + step * PackedWeights.BlockOutputs * OutputBytes);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Weights(WeightPart part, byte* from) => TLanes.Load((float*)from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector MultiplyAdd(TVector weights, TVector input, TVector sum) => TLanes.MultiplyAdd(weights, input, sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(TVector sum, float* to, WeightPart part, nint output, float* rowScale) => TLanes.Store(sum, to);
    }

    /// <summary>bfloat16: [step][output].</summary>
    internal readonly unsafe struct BFloat16<TVector, TLanes> : IProductFormat<TVector>
        where TVector : struct where TLanes : struct, IVectorLanes<TVector>
    {
        public static int PartSteps => 0;

        public static int OutputBytes => 2;

        public static int MostRows => 6;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static WeightPart Part(byte* block, nint step) => new(block + step * PackedWeights.BlockOutputs * OutputBytes);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Weights(WeightPart part, byte* from) => TLanes.LoadBFloat16((ushort*)from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector MultiplyAdd(TVector weights, TVector input, TVector sum) => TLanes.MultiplyAdd(weights, input, sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(TVector sum, float* to, WeightPart part, nint output, float* rowScale) => TLanes.Store(sum, to);
    }

    /// <summary>
    /// int8, 128 inputs after 128 (<see cref="WeightPacking.Int8"/>): their scales, float32 [output]; the weights,
    /// [step][output][4]. Sums are int32, and kept are float32.
    /// </summary>
    internal readonly unsafe struct Int8<TVector, TLanes> : IProductFormat<TVector>
        where TVector : struct where TLanes : struct, IVectorLanes<TVector>
    {
        public static int PartSteps => PackedWeights.GroupSteps;

        public static int OutputBytes => 4;

        public static int MostRows => 5;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static WeightPart Part(byte* block, nint step)
        {
            var group = block + step / PartSteps * PackedWeights.ByteGroupBytes;
            return new(group + PackedWeights.BlockOutputs * sizeof(float), group);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Weights(WeightPart part, byte* from) => TLanes.Load((float*)from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector MultiplyAdd(TVector weights, TVector input, TVector sum) => TLanes.MultiplyAddFours(input, weights, sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(TVector sum, float* to, WeightPart part, nint output, float* rowScale)
        {
            var scales = TLanes.Load((float*)part.Numbers + output);
            TLanes.Store(TLanes.AddScaled(sum, scales, *rowScale, TLanes.Load(to)), to);
        }
    }

    /// <summary>
    /// 4 bits: [step / 16][step % 8][output][4], the first eight steps of sixteen in the lower half of each byte, the others in the upper one.
    /// Sums are int16, of eight steps: 16 products of at most 15 · 127. Kept are int32.
    /// </summary>
    internal readonly unsafe struct Int4<TVector, TLanes> : IProductFormat<TVector>
        where TVector : struct where TLanes : struct, IVectorLanes<TVector>
    {
        public static int PartSteps => PackedWeights.NibblePartSteps;

        public static int OutputBytes => 4;

        public static int MostRows => 6;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static WeightPart Part(byte* block, nint step)
        {
            var pair = block + step / (2 * PartSteps) * PartSteps * PackedWeights.BlockOutputs * OutputBytes;
            return new(pair, (byte*)Unsafe.AsPointer(in MemoryMarshal.GetReference(step / PartSteps % 2 == 0 ? LowerHalf : UpperHalf)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Weights(WeightPart part, byte* from) => TLanes.LoadNibbles((int*)from, (uint*)part.Numbers);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector MultiplyAdd(TVector weights, TVector input, TVector sum) => TLanes.MultiplyAddBytes(weights, input, sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(TVector sum, float* to, WeightPart part, nint output, float* rowScale) =>
            TLanes.Store(TLanes.AddPairs(sum, TLanes.Load(to)), to);
    }
}
