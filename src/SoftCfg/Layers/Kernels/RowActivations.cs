using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>Activations of every number of a row, of any length.</summary>
internal static unsafe class RowActivations
{
    private static int Width => Vector<float>.Count;

    /// <summary><c>x = 1 / (1 + e^-x)</c>.</summary>
    public static void Sigmoid(float* row, int count) => Map<SigmoidFunction>(row, count);

    /// <summary><c>x = x / (1 + e^-x)</c>.</summary>
    public static void Silu(float* row, int count) => Map<SiluFunction>(row, count);

    /// <summary><c>x = x (1 + erf(x / √2)) / 2</c>.</summary>
    public static void Gelu(float* row, int count) => Map<GeluFunction>(row, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<TFunction>(float* row, int count) where TFunction : struct, IRowFunction
    {
        var i = 0;
        for (; i <= count - Width; i += Width)
            Vector.Store(TFunction.Of(Vector.Load(row + i)), row + i);
        for (; i < count; i++)
            row[i] = TFunction.Of(new Vector<float>(row[i]))[0];
    }

    private interface IRowFunction
    {
        static abstract Vector<float> Of(Vector<float> x);
    }

    private readonly struct SigmoidFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Of(Vector<float> x) => Vector<float>.One / (Vector<float>.One + VectorMath.Exp(-x));
    }

    private readonly struct SiluFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Of(Vector<float> x) => VectorMath.Silu(x);
    }

    private readonly struct GeluFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Of(Vector<float> x) => VectorMath.Gelu(x);
    }
}
