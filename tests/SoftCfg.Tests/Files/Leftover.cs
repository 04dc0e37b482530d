using System.Diagnostics;
using SoftCfg.Files;

namespace SoftCfg.Tests.Files;

/// <summary>What a killed process leaves.</summary>
internal static class Leftover
{
    private const string Random = "0123456789abcdef0123456789abcdef";

    /// <summary>The name of a temporary file of a process that is dead.</summary>
    public static string Name { get; } = Of(Dead());

    /// <summary>The name of a temporary file of a process.</summary>
    public static string Of(ProcessStamp stamp) => $".softcfg-{stamp}-{Random}.tmp";

    private static ProcessStamp Dead()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var stamp = ProcessStamp.Of(process.Id);
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return stamp;
    }
}
