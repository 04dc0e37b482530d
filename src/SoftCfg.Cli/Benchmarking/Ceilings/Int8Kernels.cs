using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SoftCfg.Cli.Benchmarking.Ceilings;

/// <summary>Products of bytes, added up in 32 bits: weights out of the nearest cache, inputs of several rows.</summary>
internal static unsafe class Int8Kernels
{
    private const int Rows = 10;

    // Iterations until the same weights come again, so that they are read each time. A power of two.
    private const int Cycle = 64;

    /// <summary>All there are; the fastest is not always the widest.</summary>
    public static IReadOnlyList<CeilingKernel> All { get; } =
    [
        new("vpdpbusd, 256 bits", AvxVnni.IsSupported, 2 * Rows * 32, n => Bytes256(n)),
        new("pmaddubsw, 512 bits", Avx512BW.IsSupported, 2 * Rows * 64, n => Pairs512(n)),
        new("pmaddubsw, 256 bits", Avx2.IsSupported, 2 * Rows * 32, n => Pairs256(n)),
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

    /// <summary>Bytes multiplied with bytes, two neighbours added in 16 bits (<c>pmaddubsw</c>), and two of these in 32 (<c>pmaddwd</c>).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Pairs512(long iterations)
    {
        var weights = stackalloc sbyte[Cycle * 64];
        var inputs = stackalloc byte[Rows * 64];
        new Span<sbyte>(weights, Cycle * 64).Fill(1);
        new Span<byte>(inputs, Rows * 64).Fill(1);
        Vector512<int> a = default, b = default, c = default, d = default, e = default;
        Vector512<int> f = default, g = default, h = default, i = default, j = default;
        for (long done = 0; done < iterations; done++)
        {
            var row = Vector512.Load(weights + (done & (Cycle - 1)) * 64);
            a += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(inputs + 0 * 64), row), Vector512<short>.One);
            b += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(inputs + 1 * 64), row), Vector512<short>.One);
            c += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(inputs + 2 * 64), row), Vector512<short>.One);
            d += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(inputs + 3 * 64), row), Vector512<short>.One);
            e += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(inputs + 4 * 64), row), Vector512<short>.One);
            f += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(inputs + 5 * 64), row), Vector512<short>.One);
            g += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(inputs + 6 * 64), row), Vector512<short>.One);
            h += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(inputs + 7 * 64), row), Vector512<short>.One);
            i += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(inputs + 8 * 64), row), Vector512<short>.One);
            j += Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(Vector512.Load(inputs + 9 * 64), row), Vector512<short>.One);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j);
    }

    /// <summary>Bytes multiplied with bytes, two neighbours added in 16 bits (<c>pmaddubsw</c>), and two of these in 32 (<c>pmaddwd</c>).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Pairs256(long iterations)
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
            a += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(inputs + 0 * 32), row), Vector256<short>.One);
            b += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(inputs + 1 * 32), row), Vector256<short>.One);
            c += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(inputs + 2 * 32), row), Vector256<short>.One);
            d += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(inputs + 3 * 32), row), Vector256<short>.One);
            e += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(inputs + 4 * 32), row), Vector256<short>.One);
            f += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(inputs + 5 * 32), row), Vector256<short>.One);
            g += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(inputs + 6 * 32), row), Vector256<short>.One);
            h += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(inputs + 7 * 32), row), Vector256<short>.One);
            i += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(inputs + 8 * 32), row), Vector256<short>.One);
            j += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Vector256.Load(inputs + 9 * 32), row), Vector256<short>.One);
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
