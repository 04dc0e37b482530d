using System.Runtime.InteropServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>Memory outside of the managed heap, aligned to cache lines and zero at first.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const int Alignment = 64;

    private byte* start;

    /// <summary>Takes memory.</summary>
    /// <param name="bytes">How much.</param>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    public NativeBuffer(long bytes)
    {
        Bytes = bytes;
        start = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, Alignment), Alignment);
        NativeMemory.Clear(start, (nuint)bytes);
        GC.AddMemoryPressure(Math.Max(bytes, 1));
    }

    /// <summary>Gives the memory back if nobody did.</summary>
    ~NativeBuffer() => Free();

    /// <summary>How much it is.</summary>
    public long Bytes { get; }

    /// <summary>The first byte. Valid as long as this object is alive and not disposed.</summary>
    public byte* Start => start is not null ? start : throw new ObjectDisposedException(nameof(NativeBuffer));

    /// <summary>The memory as float32 numbers.</summary>
    public float* Floats => (float*)Start;

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (start is null)
            return;
        NativeMemory.AlignedFree(start);
        start = null;
        GC.RemoveMemoryPressure(Math.Max(Bytes, 1));
    }
}
