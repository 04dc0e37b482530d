using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftCfg.Cli.Benchmarking.Ceilings;

/// <summary>Reads memory and adds it up: no product of one row can be faster than its weights are read.</summary>
internal sealed unsafe class ReadKernel : IDisposable
{
    /// <summary>Several times the caches of a large processor.</summary>
    private const int Bytes = 256 << 20;

    private const int Alignment = 4096;

    private readonly void* buffer;

    public ReadKernel()
    {
        buffer = NativeMemory.AlignedAlloc(Bytes, Alignment);
        // Untouched pages are all one page, which a cache holds.
        NativeMemory.Fill(buffer, Bytes, 1);
    }

    /// <summary>Bytes per second, each thread reading its own part, in 10⁹.</summary>
    public double GigabytesPerSecond(int threads)
    {
        var part = Bytes / threads / Alignment * Alignment;
        var seconds = ThreadsTogether.Seconds(threads, number => Sum((byte*)buffer + (long)part * number, part));
        return (double)part * threads / seconds / 1e9;
    }

    public void Dispose() => NativeMemory.AlignedFree(buffer);

    /// <summary>Eight sums at a time: one alone would wait for its own addition.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long Sum(byte* from, nint bytes)
    {
        Vector<long> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        var width = Vector<byte>.Count;
        for (byte* at = from, end = from + bytes; at < end; at += 8 * width)
        {
            a += Vector.Load((long*)at);
            b += Vector.Load((long*)(at + width));
            c += Vector.Load((long*)(at + 2 * width));
            d += Vector.Load((long*)(at + 3 * width));
            e += Vector.Load((long*)(at + 4 * width));
            f += Vector.Load((long*)(at + 5 * width));
            g += Vector.Load((long*)(at + 6 * width));
            h += Vector.Load((long*)(at + 7 * width));
        }
        return Vector.Sum(a + b + c + d + (e + f + g + h));
    }
}
