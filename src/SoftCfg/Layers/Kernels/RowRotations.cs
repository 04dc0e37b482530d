using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoftCfg.Layers.Kernels;

/// <summary>Rotary embeddings of a row of numbers: pairs that are turned.</summary>
internal static unsafe class RowRotations
{
    private static int Width => Vector<float>.Count;

    /// <summary>Multiplies each pair of adjacent channels by a complex number.</summary>
    /// <param name="row">The channels, an even number.</param>
    /// <param name="cosines">The real part of each pair's factor, twice.</param>
    /// <param name="sines">Its imaginary part, first negative, then as it is.</param>
    /// <param name="count">How many channels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rotate(float* row, float* cosines, float* sines, int count)
    {
        var i = 0;
        for (; i <= count - 4; i += 4)
        {
            var pairs = Vector128.Load(row + i);
            var swapped = Vector128.Shuffle(pairs, Vector128.Create(1, 0, 3, 2));
            (pairs * Vector128.Load(cosines + i) + swapped * Vector128.Load(sines + i)).Store(row + i);
        }
        for (; i < count; i += 2)
        {
            var (real, imaginary) = (row[i], row[i + 1]);
            row[i] = real * cosines[i] + imaginary * sines[i];
            row[i + 1] = imaginary * cosines[i + 1] + real * sines[i + 1];
        }
    }

    /// <summary>Multiplies each pair (x[i], x[i + pairs]) by a complex number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RotateHalves(float* row, float* cosines, float* sines, int pairs)
    {
        var other = row + pairs;
        var i = 0;
        for (; i <= pairs - Width; i += Width)
        {
            Vector<float> real = Vector.Load(row + i), imaginary = Vector.Load(other + i);
            Vector<float> cosine = Vector.Load(cosines + i), sine = Vector.Load(sines + i);
            Vector.Store(real * cosine - imaginary * sine, row + i);
            Vector.Store(imaginary * cosine + real * sine, other + i);
        }
        for (; i < pairs; i++)
        {
            var (real, imaginary) = (row[i], other[i]);
            row[i] = real * cosines[i] - imaginary * sines[i];
            other[i] = imaginary * cosines[i] + real * sines[i];
        }
    }
}
