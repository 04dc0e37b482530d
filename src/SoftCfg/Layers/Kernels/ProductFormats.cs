using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>How a block holds its weights, for every vector width.</summary>
internal static class ProductFormats
{
    /// <summary>float32: [step][output].</summary>
    internal readonly unsafe struct Float32<TVector, TLanes> : IProductFormat<TVector>
        where TVector : struct where TLanes : struct, IVectorLanes<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Weights(byte* block, nint step, nint output) =>
            TLanes.Load((float*)block + step * PackedWeights.BlockOutputs + output);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector MultiplyAdd(TVector weights, TVector input, TVector sum) => TLanes.MultiplyAdd(weights, input, sum);
    }

    /// <summary>bfloat16: [step][output].</summary>
    internal readonly unsafe struct BFloat16<TVector, TLanes> : IProductFormat<TVector>
        where TVector : struct where TLanes : struct, IVectorLanes<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Weights(byte* block, nint step, nint output) =>
            TLanes.LoadBFloat16((ushort*)block + step * PackedWeights.BlockOutputs + output);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector MultiplyAdd(TVector weights, TVector input, TVector sum) => TLanes.MultiplyAdd(weights, input, sum);
    }

    /// <summary>int8: [step][output][2]. Sums are int32.</summary>
    internal readonly unsafe struct Int8<TVector, TLanes> : IProductFormat<TVector>
        where TVector : struct where TLanes : struct, IVectorLanes<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Weights(byte* block, nint step, nint output) =>
            TLanes.LoadPairs((sbyte*)block + (step * PackedWeights.BlockOutputs + output) * 2);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector MultiplyAdd(TVector weights, TVector input, TVector sum) => TLanes.MultiplyAddPairs(weights, input, sum);
    }

    /// <summary>
    /// 4 bits: [step / 4][output] of 32 bits. Step s of four has its even input in bits 4s to 4s + 3 and its odd one 16 bits above, so
    /// that a shift and a mask make two int16 of them. Sums are int32.
    /// </summary>
    internal readonly unsafe struct Int4<TVector, TLanes> : IProductFormat<TVector>
        where TVector : struct where TLanes : struct, IVectorLanes<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Weights(byte* block, nint step, nint output) =>
            TLanes.LoadNibbles((int*)block + (step >> 2) * PackedWeights.BlockOutputs + output, (int)(step & 3) * 4);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector MultiplyAdd(TVector weights, TVector input, TVector sum) => TLanes.MultiplyAddPairs(weights, input, sum);
    }
}
