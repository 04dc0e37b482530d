using System.Runtime.InteropServices;

namespace SoftCfg.Native;

/// <summary>Memory that was freed, and that the C library keeps for the next who asks.</summary>
internal static partial class FreedMemory
{
    /// <summary>
    /// Gives it back to the system. Weights that are packed or dropped leave hundreds of megabytes between those that stay.
    /// </summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library without it, such as musl.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);
}
