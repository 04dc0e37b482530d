using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoftCfg.Layers.Kernels;

/// <summary>
/// Four lanes of the runtime's portable vectors: NEON on ARM64, SSE on x86 processors without AVX2, plain code elsewhere. Fused
/// multiply-adds where the processor has them.
/// </summary>
internal readonly unsafe struct Lanes128 : IVectorLanes<Vector128<float>>
{
    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadBFloat16(ushort* from) =>
        Vector128.ShiftLeft(Vector128.WidenLower(Eight(from).AsUInt16()), 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadNibbles(int* from, uint* shifts) =>
        (Vector128.ShiftRightLogical(Vector128.Load(from), (int)*shifts) & Vector128.Create(0x0F0F0F0F)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Broadcast(float* from) => Vector128.Create(*from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> sum) =>
        Vector128.MultiplyAddEstimate(left, right, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAddFours(Vector128<float> left, Vector128<float> right, Vector128<float> sum) =>
        AddPairs(MultiplyAddBytes(left, right, default), sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAddBytes(Vector128<float> left, Vector128<float> right, Vector128<float> sum)
    {
        var (a, b) = (left.AsInt16(), right.AsInt16());
        return (sum.AsInt16() + (a & Vector128.Create((short)0xFF)) * ((b << 8) >> 8) + (a >>> 8) * (b >> 8)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> AddPairs(Vector128<float> pairs, Vector128<float> sum) =>
        (sum.AsInt32() + Low(pairs.AsInt32()) + (pairs.AsInt32() >> 16)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> AddScaled(Vector128<float> whole, Vector128<float> scale, float factor, Vector128<float> total) =>
        total + Vector128.ConvertToSingle(whole.AsInt32()) * (scale * factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* address)
    {
        // The runtime has no such instruction for every processor that comes here.
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> vector, float* to) => vector.Store(to);

    /// <summary>The lower int16 of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Low(Vector128<int> pairs) => (pairs << 16) >> 16;

    /// <summary>Eight bytes, and nothing behind them: what follows may not be ours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Eight(void* from) => Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(from));
}
