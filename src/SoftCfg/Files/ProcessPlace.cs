namespace SoftCfg.Files;

/// <summary>
/// Where numbers of processes mean something: one boot of one machine, and one of its namespaces. Two containers of a host may have
/// its name and both have a process 1.
/// </summary>
internal static class ProcessPlace
{
    /// <summary>That of this process, such as <c>7d0c5b1e-3a52-4c39-9d3e-0f1f0c8a6e55/pid:[4026531836]</c>.</summary>
    internal static string Current { get; } = Find();

    private static string Find()
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                var boot = System.Text.Encoding.ASCII.GetString(RegularFile.ReadAllBytes("/proc/sys/kernel/random/boot_id", 256));
                return $"{boot.Trim()}/{new FileInfo("/proc/self/ns/pid").LinkTarget}";
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A system that hides it: names have to do.
        }
        return Environment.MachineName;
    }
}
