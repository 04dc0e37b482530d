using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SoftCfg.Layers.Kernels;

/// <summary>Eight lanes: AVX2 and FMA.</summary>
internal readonly unsafe struct Lanes256 : IVectorLanes<Vector256<float>>
{
    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadBFloat16(ushort* from) =>
        Vector256.ShiftLeft(Avx2.ConvertToVector256Int32(from), 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadNibbles(int* from, uint* shifts) =>
        (Avx2.ShiftRightLogicalVariable(Vector256.Load(from), Vector256.Load(shifts)) & Vector256.Create(0x0F0F0F0F)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float* from) => Vector256.Create(*from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> sum) =>
        Fma.MultiplyAdd(left, right, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAddFours(Vector256<float> left, Vector256<float> right, Vector256<float> sum) =>
        AvxVnni.IsSupported
            ? AvxVnni.MultiplyWideningAndAdd(sum.AsInt32(), left.AsByte(), right.AsSByte()).AsSingle()
            : AddPairs(Avx2.MultiplyAddAdjacent(left.AsByte(), right.AsSByte()).AsSingle(), sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAddBytes(Vector256<float> left, Vector256<float> right, Vector256<float> sum) =>
        (sum.AsInt16() + Avx2.MultiplyAddAdjacent(left.AsByte(), right.AsSByte())).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddPairs(Vector256<float> pairs, Vector256<float> sum) =>
        (sum.AsInt32() + Avx2.MultiplyAddAdjacent(pairs.AsInt16(), Vector256<short>.One)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddScaled(Vector256<float> whole, Vector256<float> scale, float factor, Vector256<float> total) =>
        total + Vector256.ConvertToSingle(whole.AsInt32()) * (scale * factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* address) => Sse.Prefetch1(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> vector, float* to) => vector.Store(to);
}
