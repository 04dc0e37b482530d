using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoftCfg.Cli.Benchmarking.Ceilings;

/// <summary>
/// Fused multiplications and additions of float32 in registers: twelve sums at a time, as two units of a latency of four or
/// five need.
/// </summary>
internal static class FloatKernels
{
    private const int Sums = 12;

    // The sums stay near 1: numbers near the ends of float32 would take another time.
    private const float Factor = 0.999f, Addend = 0.001f;

    /// <summary>All there are; the fastest is not always the widest.</summary>
    public static IReadOnlyList<CeilingKernel> All { get; } =
    [
        new("float32 multiply-add, 512 bits", Vector512.IsHardwareAccelerated, 2 * Sums * 16, n => Run512(n)),
        new("float32 multiply-add, 256 bits", Vector256.IsHardwareAccelerated, 2 * Sums * 8, n => Run256(n)),
        new("float32 multiply-add, 128 bits", true, 2 * Sums * 4, n => Run128(n)),
    ];

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Run512(long iterations)
    {
        var (x, y) = (Vector512.Create(Factor), Vector512.Create(Addend));
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x;
        Vector512<float> g = x, h = x, i = x, j = x, k = x, l = x;
        for (long done = 0; done < iterations; done++)
        {
            a = Vector512.MultiplyAddEstimate(a, x, y);
            b = Vector512.MultiplyAddEstimate(b, x, y);
            c = Vector512.MultiplyAddEstimate(c, x, y);
            d = Vector512.MultiplyAddEstimate(d, x, y);
            e = Vector512.MultiplyAddEstimate(e, x, y);
            f = Vector512.MultiplyAddEstimate(f, x, y);
            g = Vector512.MultiplyAddEstimate(g, x, y);
            h = Vector512.MultiplyAddEstimate(h, x, y);
            i = Vector512.MultiplyAddEstimate(i, x, y);
            j = Vector512.MultiplyAddEstimate(j, x, y);
            k = Vector512.MultiplyAddEstimate(k, x, y);
            l = Vector512.MultiplyAddEstimate(l, x, y);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Run256(long iterations)
    {
        var (x, y) = (Vector256.Create(Factor), Vector256.Create(Addend));
        Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x;
        Vector256<float> g = x, h = x, i = x, j = x, k = x, l = x;
        for (long done = 0; done < iterations; done++)
        {
            a = Vector256.MultiplyAddEstimate(a, x, y);
            b = Vector256.MultiplyAddEstimate(b, x, y);
            c = Vector256.MultiplyAddEstimate(c, x, y);
            d = Vector256.MultiplyAddEstimate(d, x, y);
            e = Vector256.MultiplyAddEstimate(e, x, y);
            f = Vector256.MultiplyAddEstimate(f, x, y);
            g = Vector256.MultiplyAddEstimate(g, x, y);
            h = Vector256.MultiplyAddEstimate(h, x, y);
            i = Vector256.MultiplyAddEstimate(i, x, y);
            j = Vector256.MultiplyAddEstimate(j, x, y);
            k = Vector256.MultiplyAddEstimate(k, x, y);
            l = Vector256.MultiplyAddEstimate(l, x, y);
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Run128(long iterations)
    {
        var (x, y) = (Vector128.Create(Factor), Vector128.Create(Addend));
        Vector128<float> a = x, b = x, c = x, d = x, e = x, f = x;
        Vector128<float> g = x, h = x, i = x, j = x, k = x, l = x;
        for (long done = 0; done < iterations; done++)
        {
            a = Vector128.MultiplyAddEstimate(a, x, y);
            b = Vector128.MultiplyAddEstimate(b, x, y);
            c = Vector128.MultiplyAddEstimate(c, x, y);
            d = Vector128.MultiplyAddEstimate(d, x, y);
            e = Vector128.MultiplyAddEstimate(e, x, y);
            f = Vector128.MultiplyAddEstimate(f, x, y);
            g = Vector128.MultiplyAddEstimate(g, x, y);
            h = Vector128.MultiplyAddEstimate(h, x, y);
            i = Vector128.MultiplyAddEstimate(i, x, y);
            j = Vector128.MultiplyAddEstimate(j, x, y);
            k = Vector128.MultiplyAddEstimate(k, x, y);
            l = Vector128.MultiplyAddEstimate(l, x, y);
        }
        return Vector128.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
