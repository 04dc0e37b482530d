using System.Diagnostics;
using System.Globalization;

namespace SoftCfg.EndToEnd.Tests;

public class InterruptionTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_stops_a_run_and_leaves_only_complete_images(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send on Windows.");
        using var folder = new TemporaryFolder();
        using var process = Tool.Start(folder, "sample", "--model", Tool.Model, "--threads", "1", "--count", "1000000",
            "--batch", "2", "--guidance", "softcfg", "--npz", "--trace", "trace.json");
        try
        {
            WaitFor(() => File.Exists(folder.File("samples/000003.png")), process);
            Send(signal, process);
            var result = Tool.End(process);

            Assert.Equal(130, result.ExitCode);
            Assert.Empty(result.Output);
            Assert.All(folder.Files, name => Assert.Matches(@"^samples/\d{6}\.png$", name));
            Assert.All(folder.Files, name => PngFile.AssertComplete(folder.Bytes(name)));
            Assert.Equal($"softcfg: stopped; {folder.Files.Count} of 1000000 images are finished, in 'samples'.",
                result.ErrorLines[^1]);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public void An_evaluation_that_is_stopped_prints_no_figures_and_leaves_whole_files()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send on Windows.");
        using var folder = new TemporaryFolder();
        NpzFile.WriteImages(folder, "reference.npz", 8, size: 28);
        NpzFile.WriteBlack(folder, "samples.npz", 100_000, size: 28);
        string[] evaluation = ["eval", "--features", "fashion", "--threads", "1"];
        using var process = Tool.Start(folder, [.. evaluation, "reference.npz", "samples.npz", "--save-statistics",
            "reference.stats.safetensors"]);
        try
        {
            WaitFor(() => File.Exists(folder.File("reference.stats.safetensors")), process);
            Send("INT", process);
            var result = Tool.End(process);

            Assert.Equal((130, ""), (result.ExitCode, result.Output));
            Assert.Equal("softcfg: stopped before there were any figures.", result.ErrorLines[^1]);
            Assert.Equal(["reference.npz", "reference.stats.safetensors", "samples.npz"], folder.Files);
            Tool.Run(folder, [.. evaluation, "reference.stats.safetensors", "reference.npz"]).Succeeded();
        }
        finally
        {
            process.Kill();
        }
    }

    private static void WaitFor(Func<bool> condition, Process process)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.False(process.HasExited, "softcfg ended before it was interrupted.");
            Assert.True(Stopwatch.GetElapsedTime(started) < Tool.Patience, "softcfg wrote no file.");
            Thread.Sleep(20);
        }
    }

    private static void Send(string signal, Process process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
