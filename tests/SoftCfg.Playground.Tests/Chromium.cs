using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace SoftCfg.Playground.Tests;

/// <summary>The browser that pages are tested in: Debian's. Those that Playwright downloads are not for every machine.</summary>
internal static class Chromium
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>Where it is; installed first where that is possible, see eng/chromium.sh.</summary>
    public static string Path => Found.Value;

    private static string Find()
    {
        using var script = Process.Start(new ProcessStartInfo("bash", [Script()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = script.StandardError.ReadToEndAsync();
        var path = script.StandardOutput.ReadToEnd().Trim();
        script.WaitForExit();
        Assert.True(script.ExitCode == 0, errors.Result);
        return path;
    }

    private static string Script([CallerFilePath] string file = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file)!, "..", "..", "eng", "chromium.sh"));
}
