using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SoftCfg.Layers.Kernels;

/// <summary>Memory outside of the managed heap, aligned to cache lines and zero at first.</summary>
internal sealed unsafe partial class NativeBuffer : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int Alignment = 64;

    // With pages of 4 KB the processor looks up where each begins, and stops reading ahead at its end.
    private const int HugePage = 2 * 1024 * 1024, UseHugePages = 14;

    /// <summary>Takes memory.</summary>
    /// <param name="bytes">How much.</param>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    public NativeBuffer(long bytes) : base(ownsHandle: true)
    {
        Bytes = Math.Max(bytes, Alignment);
        var isLarge = Bytes >= HugePage;
        var start = NativeMemory.AlignedAlloc((nuint)Bytes, isLarge ? HugePage : (nuint)Alignment);
        if (isLarge && OperatingSystem.IsLinux())
            _ = Advise(start, (nuint)Bytes, UseHugePages);
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

    /// <summary>A wish: where it is not granted, nothing is lost but time.</summary>
    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
