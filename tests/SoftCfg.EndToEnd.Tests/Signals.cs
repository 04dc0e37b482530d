using System.Diagnostics;
using System.Globalization;

namespace SoftCfg.EndToEnd.Tests;

/// <summary>Interrupts the tool at a moment of a test's choice.</summary>
internal static class Signals
{
    /// <summary>Waits until the tool has done something.</summary>
    public static void WaitFor(Func<bool> condition, Process process)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.False(process.HasExited, "softcfg ended before it was interrupted.");
            Assert.True(Stopwatch.GetElapsedTime(started) < Tool.Patience, "softcfg wrote no file.");
            Thread.Sleep(20);
        }
    }

    /// <summary>Sends a signal.</summary>
    public static void Send(string signal, Process process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
