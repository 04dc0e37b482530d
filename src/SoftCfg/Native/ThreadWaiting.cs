using System.Runtime.InteropServices;

namespace SoftCfg.Native;

/// <summary>How libtorch's threads wait for each other.</summary>
internal static partial class ThreadWaiting
{
    /// <summary>
    /// The switch of <see cref="AppContext"/> that turns this off where it is false: in a program's runtimeconfig.json, or as
    /// <c>RuntimeHostConfigurationOption</c> of its project.
    /// </summary>
    internal const string Switch = "SoftCfg.ThreadsWaitAsleep";

    private const string Policy = "OMP_WAIT_POLICY";

    /// <summary>
    /// Makes them sleep instead of spin, unless the environment says otherwise. Spinning threads take the processor
    /// from the ones they wait for as soon as anything else runs on the machine: the embedded model then samples some
    /// fifteen times slower. Takes effect only before libtorch is loaded.
    /// </summary>
    internal static void Sleep()
    {
        if (AppContext.TryGetSwitch(Switch, out var isOn) && !isOn)
            return;
        // The runtime's own SetEnvironmentVariable is not seen by native code on Linux.
        if (OperatingSystem.IsLinux())
            _ = SetNativeVariable(Policy, "passive", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
