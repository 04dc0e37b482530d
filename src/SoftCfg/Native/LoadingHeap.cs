using System.Runtime.InteropServices;

namespace SoftCfg.Native;

/// <summary>
/// Makes room in the heap of the calling thread (glibc) before libtorch is loaded on it: its operators take 54 MB in small pieces as they
/// register, and the heap of a thread grows by a page and a system call at a time. With this there are a fifth of the page faults, and
/// loading takes two thirds of the time.
/// </summary>
internal static unsafe class LoadingHeap
{
    private const nuint MiB = 1 << 20;
    // Two of these hold what registers; the heap of a thread ends at 64 MB.
    private const nuint Half = 27 * MiB;
    // glibc maps large blocks one by one. A block of this size that was freed tells it to take such from the heap from now on, and to keep
    // up to twice as much of it that is free: more than both halves. Of more than 32 MB it learns nothing.
    private const nuint Lesson = 31 * MiB;

    /// <summary>Makes room. Where the system has no such pages, or another allocator, nothing happens.</summary>
    internal static void MakeRoom()
    {
        NativeMemory.Free(NativeMemory.Alloc(Lesson));
        byte* first = (byte*)NativeMemory.Alloc(Half), second = (byte*)NativeMemory.Alloc(Half);
        LargePages.Ask(first, (long)Half);
        LargePages.Ask(second, (long)Half);
        NativeMemory.Free(second);
        NativeMemory.Free(first);
    }
}
