using System.Diagnostics;

namespace SoftCfg.Tests.Files;

/// <summary>What only Linux has, for tests.</summary>
internal static class Unix
{
    public const string Needed = "There are pipes and devices in the file system on Linux only.";

    /// <summary>Makes a pipe in the file system.</summary>
    public static string MakePipe(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }
}
