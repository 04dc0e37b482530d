using System.Runtime.InteropServices;

namespace SoftCfg.Native;

/// <summary>
/// Memory in pages of 2 MB, where the system has them: with pages of 4 KB the processor looks up where each begins, and stops reading
/// ahead at its end.
/// </summary>
internal static unsafe partial class LargePages
{
    /// <summary>Bytes of a page.</summary>
    public const int Size = 2 * 1024 * 1024;

    private const int UseHugePages = 14;

    /// <summary>Asks for them, before the memory is touched. A wish: where it is not granted, nothing is lost but time.</summary>
    /// <param name="start">Where the memory begins.</param>
    /// <param name="bytes">How much it is; of less than a page nothing is asked.</param>
    public static void Ask(void* start, long bytes)
    {
        if (bytes < Size || !OperatingSystem.IsLinux())
            return;
        var page = Environment.SystemPageSize;
        var first = ((nint)start + page - 1) / page * page;
        _ = Advise((void*)first, (nuint)((nint)start + (nint)bytes - first), UseHugePages);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
