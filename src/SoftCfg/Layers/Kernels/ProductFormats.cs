using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>How a block holds its weights, for every vector width.</summary>
internal static class ProductFormats
{
    /// <summary>float32: [step][output].</summary>
    internal readonly unsafe struct Float32<TVector, TLanes> : IProductFormat<TVector>
        where TVector : struct where TLanes : struct, IVectorLanes<TVector>
    {
        public static int PartSteps => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static WeightPart Part(byte* block, nint step) => new((nint)block);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Weights(WeightPart part, nint step, nint output) =>
            TLanes.Load((float*)part.Start + step * PackedWeights.BlockOutputs + output);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector MultiplyAdd(TVector weights, TVector input, TVector sum) => TLanes.MultiplyAdd(weights, input, sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(TVector sum, float* to) => TLanes.Store(sum, to);
    }

    /// <summary>bfloat16: [step][output].</summary>
    internal readonly unsafe struct BFloat16<TVector, TLanes> : IProductFormat<TVector>
        where TVector : struct where TLanes : struct, IVectorLanes<TVector>
    {
        public static int PartSteps => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static WeightPart Part(byte* block, nint step) => new((nint)block);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Weights(WeightPart part, nint step, nint output) =>
            TLanes.LoadBFloat16((ushort*)part.Start + step * PackedWeights.BlockOutputs + output);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector MultiplyAdd(TVector weights, TVector input, TVector sum) => TLanes.MultiplyAdd(weights, input, sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(TVector sum, float* to) => TLanes.Store(sum, to);
    }

    /// <summary>int8: [step][output][2]. Sums are int32.</summary>
    internal readonly unsafe struct Int8<TVector, TLanes> : IProductFormat<TVector>
        where TVector : struct where TLanes : struct, IVectorLanes<TVector>
    {
        public static int PartSteps => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static WeightPart Part(byte* block, nint step) => new((nint)block);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Weights(WeightPart part, nint step, nint output) =>
            TLanes.LoadPairs((sbyte*)part.Start + (step * PackedWeights.BlockOutputs + output) * 2);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector MultiplyAdd(TVector weights, TVector input, TVector sum) => TLanes.MultiplyAddPairs(weights, input, sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(TVector sum, float* to) => TLanes.Store(sum, to);
    }

    /// <summary>
    /// 4 bits: [step / 16][step % 8][output][4], the first eight steps of sixteen in the lower half of each byte, the others in the upper one.
    /// Sums are int16, of eight steps: 16 products of at most 15 · 127. Kept are int32.
    /// </summary>
    internal readonly unsafe struct Int4<TVector, TLanes> : IProductFormat<TVector>
        where TVector : struct where TLanes : struct, IVectorLanes<TVector>
    {
        public static int PartSteps => PackedWeights.NibblePartSteps;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static WeightPart Part(byte* block, nint step)
        {
            var pair = step / (2 * PartSteps);
            var upper = step / PartSteps & 1;
            return new((nint)((uint*)block + (pair * PartSteps - step) * PackedWeights.BlockOutputs), (int)upper * 4);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Weights(WeightPart part, nint step, nint output) =>
            TLanes.LoadNibbles((int*)part.Start + step * PackedWeights.BlockOutputs + output, part.Shift);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector MultiplyAdd(TVector weights, TVector input, TVector sum) => TLanes.MultiplyAddBytes(weights, input, sum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(TVector sum, float* to) =>
            TLanes.Store(TLanes.AddPairs(sum, TLanes.Load(to)), to);
    }
}
