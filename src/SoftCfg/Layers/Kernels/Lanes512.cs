using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SoftCfg.Layers.Kernels;

/// <summary>Sixteen lanes: AVX-512 with its byte and word instructions.</summary>
internal readonly unsafe struct Lanes512 : IVectorLanes<Vector512<float>>
{
    public static bool IsSupported => Avx512F.IsSupported && Avx512BW.IsSupported;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadBFloat16(ushort* from) =>
        Vector512.ShiftLeft(Avx512F.ConvertToVector512Int32(Vector256.Load(from)), 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadNibbles(int* from, uint* shifts) =>
        (Avx512F.ShiftRightLogicalVariable(Vector512.Load(from), Vector512.Load(shifts)) & Vector512.Create(0x0F0F0F0F)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float* from) => Vector512.Create(*from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> sum) =>
        Avx512F.FusedMultiplyAdd(left, right, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAddFours(Vector512<float> left, Vector512<float> right, Vector512<float> sum) =>
        AddPairs(Avx512BW.MultiplyAddAdjacent(left.AsByte(), right.AsSByte()).AsSingle(), sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAddBytes(Vector512<float> left, Vector512<float> right, Vector512<float> sum) =>
        (sum.AsInt16() + Avx512BW.MultiplyAddAdjacent(left.AsByte(), right.AsSByte())).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AddPairs(Vector512<float> pairs, Vector512<float> sum) =>
        (sum.AsInt32() + Avx512BW.MultiplyAddAdjacent(pairs.AsInt16(), Vector512<short>.One)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AddScaled(Vector512<float> whole, Vector512<float> scale, float factor, Vector512<float> total) =>
        total + Vector512.ConvertToSingle(whole.AsInt32()) * (scale * factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* address) => Sse.Prefetch1(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> vector, float* to) => vector.Store(to);
}
