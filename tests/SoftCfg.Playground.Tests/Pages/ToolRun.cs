using System.Diagnostics;

namespace SoftCfg.Playground.Tests.Pages;

/// <summary>Runs the built tool.</summary>
internal static class ToolRun
{
    /// <summary>Runs a line of a shell, in which <c>softcfg</c> is the tool, and asserts success.</summary>
    public static void Shell(TemporaryFolder folder, string command)
    {
        // artifacts/bin/SoftCfg.Cli/debug beside artifacts/bin/SoftCfg.Playground.Tests/debug.
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "SoftCfg.Cli",
            Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "SoftCfg.Cli.dll"));
        Assert.True(File.Exists(program), $"{program} is missing: build the solution.");
        var start = new ProcessStartInfo("bash", ["-c", $"softcfg() {{ dotnet '{program}' \"$@\"; }}; {command}"])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"'{command}' ended with {process.ExitCode}: {error}{output.GetAwaiter().GetResult()}");
    }
}
