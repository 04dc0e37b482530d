using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SoftCfg.Native;

namespace SoftCfg.Layers.Kernels;

/// <summary>Memory outside of the managed heap, aligned to cache lines and zero at first.</summary>
internal sealed unsafe class NativeBuffer : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int Alignment = 64;

    /// <summary>Takes memory.</summary>
    /// <param name="bytes">How much.</param>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    public NativeBuffer(long bytes) : base(ownsHandle: true)
    {
        Bytes = Math.Max(bytes, Alignment);
        var start = NativeMemory.AlignedAlloc((nuint)Bytes, Bytes >= LargePages.Size ? LargePages.Size : (nuint)Alignment);
        LargePages.Ask(start, Bytes);
        NativeMemory.Clear(start, (nuint)Bytes);
        SetHandle((nint)start);
        GC.AddMemoryPressure(Bytes);
    }

    /// <summary>How much it is.</summary>
    public long Bytes { get; }

    /// <summary>The first byte. Valid as long as this object is alive and not disposed.</summary>
    public byte* Start => IsClosed ? throw new ObjectDisposedException(nameof(NativeBuffer)) : (byte*)handle;

    /// <summary>The memory as float32 numbers.</summary>
    public float* Floats => (float*)Start;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        GC.RemoveMemoryPressure(Bytes);
        return true;
    }
}
