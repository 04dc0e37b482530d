using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SoftCfg.Cli.Benchmarking.Ceilings;

/// <summary>Products of bytes, added up in 32 bits: weights out of the nearest cache, inputs of several rows.</summary>
internal static unsafe class Int8Kernels
{
    private const int Rows = 10;

    // Iterations until the same weights come again, so that they are read and widened each time. A power of two.
    private const int Cycle = 64;

    /// <summary>All there are; the fastest is not always the widest.</summary>
    public static IReadOnlyList<CeilingKernel> All { get; } =
    [
        new("vpdpbusd, 256 bits", AvxVnni.IsSupported, 2 * Rows * 32, n => Bytes256(n)),
        new("pmaddwd, 512 bits", Avx512BW.IsSupported, 2 * Rows * 32, n => Widened512(n)),
        new("pmaddwd, 256 bits", Avx2.IsSupported, 2 * Rows * 16, n => Widened256(n)),
        new("portable, 128 bits", true, 2 * 2 * 16, n => Portable128(n)),
    ];

    /// <summary>Bytes multiplied with bytes, four neighbours added (<c>vpdpbusd</c>).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Bytes256(long iterations)
    {
        var weights = stackalloc sbyte[Cycle * 32];
        var inputs = stackalloc byte[Rows * 32];
        new Span<sbyte>(weights, Cycle * 32).Fill(1);
        new Span<byte>(inputs, Rows * 32).Fill(1);
        Vector256<int> a = default, b = default, c = default, d = default, e = default;
        Vector256<int> f = default, g = default, h = default, i = default, j = default;
        for (long done = 0; done < iterations; done++)
        {
            var row = Vector256.Load(weights + (done & (Cycle - 1)) * 32);
            a = AvxVnni.MultiplyWideningAndAdd(a, Vector256.Load(inputs + 0 * 32), row);
            b = AvxVnni.MultiplyWideningAndAdd(b, Vector256.Load(inputs + 1 * 32), row);
            c = AvxVnni.MultiplyWideningAndAdd(c, Vector256.Load(inputs + 2 * 32), row);
            d = AvxVnni.MultiplyWideningAndAdd(d, Vector256.Load(inputs + 3 * 32), row);
            e = AvxVnni.MultiplyWideningAndAdd(e, Vector256.Load(inputs + 4 * 32), row);
            f = AvxVnni.MultiplyWideningAndAdd(f, Vector256.Load(inputs + 5 * 32), row);
            g = AvxVnni.MultiplyWideningAndAdd(g, Vector256.Load(inputs + 6 * 32), row);
            h = AvxVnni.MultiplyWideningAndAdd(h, Vector256.Load(inputs + 7 * 32), row);
            i = AvxVnni.MultiplyWideningAndAdd(i, Vector256.Load(inputs + 8 * 32), row);
            j = AvxVnni.MultiplyWideningAndAdd(j, Vector256.Load(inputs + 9 * 32), row);
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j);
    }

    /// <summary>Weights widened to 16 bits once, multiplied with ten rows of inputs, neighbours added (<c>pmaddwd</c>).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Widened512(long iterations)
    {
        var weights = stackalloc sbyte[Cycle * 32];
        var inputs = stackalloc short[Rows * 32];
        new Span<sbyte>(weights, Cycle * 32).Fill(1);
        new Span<short>(inputs, Rows * 32).Fill(1);
        Vector512<int> a = default, b = default, c = default, d = default, e = default;
        Vector512<int> f = default, g = default, h = default, i = default, j = default;
        for (long done = 0; done < iterations; done++)
        {
            var row = Avx512BW.ConvertToVector512Int16(Vector256.Load(weights + (done & (Cycle - 1)) * 32));
            a += Avx512BW.MultiplyAddAdjacent(row, Vector512.Load(inputs + 0 * 32));
            b += Avx512BW.MultiplyAddAdjacent(row, Vector512.Load(inputs + 1 * 32));
            c += Avx512BW.MultiplyAddAdjacent(row, Vector512.Load(inputs + 2 * 32));
            d += Avx512BW.MultiplyAddAdjacent(row, Vector512.Load(inputs + 3 * 32));
            e += Avx512BW.MultiplyAddAdjacent(row, Vector512.Load(inputs + 4 * 32));
            f += Avx512BW.MultiplyAddAdjacent(row, Vector512.Load(inputs + 5 * 32));
            g += Avx512BW.MultiplyAddAdjacent(row, Vector512.Load(inputs + 6 * 32));
            h += Avx512BW.MultiplyAddAdjacent(row, Vector512.Load(inputs + 7 * 32));
            i += Avx512BW.MultiplyAddAdjacent(row, Vector512.Load(inputs + 8 * 32));
            j += Avx512BW.MultiplyAddAdjacent(row, Vector512.Load(inputs + 9 * 32));
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j);
    }

    /// <summary>Weights widened to 16 bits once, multiplied with ten rows of inputs, neighbours added (<c>pmaddwd</c>).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Widened256(long iterations)
    {
        var weights = stackalloc sbyte[Cycle * 16];
        var inputs = stackalloc short[Rows * 16];
        new Span<sbyte>(weights, Cycle * 16).Fill(1);
        new Span<short>(inputs, Rows * 16).Fill(1);
        Vector256<int> a = default, b = default, c = default, d = default, e = default;
        Vector256<int> f = default, g = default, h = default, i = default, j = default;
        for (long done = 0; done < iterations; done++)
        {
            var row = Avx2.ConvertToVector256Int16(weights + (done & (Cycle - 1)) * 16);
            a += Avx2.MultiplyAddAdjacent(row, Vector256.Load(inputs + 0 * 16));
            b += Avx2.MultiplyAddAdjacent(row, Vector256.Load(inputs + 1 * 16));
            c += Avx2.MultiplyAddAdjacent(row, Vector256.Load(inputs + 2 * 16));
            d += Avx2.MultiplyAddAdjacent(row, Vector256.Load(inputs + 3 * 16));
            e += Avx2.MultiplyAddAdjacent(row, Vector256.Load(inputs + 4 * 16));
            f += Avx2.MultiplyAddAdjacent(row, Vector256.Load(inputs + 5 * 16));
            g += Avx2.MultiplyAddAdjacent(row, Vector256.Load(inputs + 6 * 16));
            h += Avx2.MultiplyAddAdjacent(row, Vector256.Load(inputs + 7 * 16));
            i += Avx2.MultiplyAddAdjacent(row, Vector256.Load(inputs + 8 * 16));
            j += Avx2.MultiplyAddAdjacent(row, Vector256.Load(inputs + 9 * 16));
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j);
    }

    /// <summary>What every machine has: bytes widened, multiplied in 16 bits, products widened and added; two rows of inputs.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Portable128(long iterations)
    {
        var weights = stackalloc sbyte[Cycle * 16];
        var inputs = stackalloc short[32];
        new Span<sbyte>(weights, Cycle * 16).Fill(1);
        new Span<short>(inputs, 32).Fill(1);
        Vector128<int> a = default, b = default, c = default, d = default;
        for (long done = 0; done < iterations; done++)
        {
            var (low, high) = Vector128.Widen(Vector128.Load(weights + (done & (Cycle - 1)) * 16));
            var first = low * Vector128.Load(inputs) + high * Vector128.Load(inputs + 8);
            var second = low * Vector128.Load(inputs + 16) + high * Vector128.Load(inputs + 24);
            a += Vector128.WidenLower(first);
            b += Vector128.WidenUpper(first);
            c += Vector128.WidenLower(second);
            d += Vector128.WidenUpper(second);
        }
        return Vector128.Sum(a + b + c + d);
    }
}
