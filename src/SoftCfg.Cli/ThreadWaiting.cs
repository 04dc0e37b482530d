using System.Runtime.InteropServices;

namespace SoftCfg.Cli;

/// <summary>How libtorch's threads wait for each other.</summary>
internal static partial class ThreadWaiting
{
    private const string Policy = "OMP_WAIT_POLICY";

    /// <summary>
    /// Makes them sleep instead of spin, unless the environment says otherwise. Spinning threads take the processor
    /// from the ones they wait for as soon as anything else runs on the machine: the embedded model then samples some
    /// fifteen times slower. Takes effect only before libtorch is loaded.
    /// </summary>
    public static void Sleep()
    {
        // The runtime's own SetEnvironmentVariable is not seen by native code on Linux.
        if (OperatingSystem.IsLinux())
            _ = SetNativeVariable(Policy, "passive", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
