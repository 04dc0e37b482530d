namespace SoftCfg.EndToEnd.Tests;

public class InterruptionTests
{
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 130)]
    [InlineData("HUP", 129)]
    public void A_signal_stops_a_run_and_leaves_only_complete_images(string signal, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send on Windows.");
        using var folder = new TemporaryFolder();
        using var process = Tool.Start(folder, "sample", "--model", Tool.Model, "--threads", "1", "--count", "1000000",
            "--batch", "2", "--guidance", "softcfg", "--npz", "--trace", "trace.json");
        try
        {
            Signals.WaitFor(() => File.Exists(folder.File("samples/000003.png")), process);
            Signals.Send(signal, process);
            var result = Tool.End(process);

            Assert.Equal(code, result.ExitCode);
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
    public void Two_signals_end_a_run_at_once_and_leave_no_file_half_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send on Windows.");
        using var folder = new TemporaryFolder();
        // One batch that takes for ever: nothing looks at the first signal but the steps in it.
        using var process = Tool.Start(folder, "sample", "--model", Tool.Model, "--threads", "1", "--count", "1000000",
            "--batch", "4096", "--guidance", "softcfg", "--npz", "--trace", "trace.json");
        try
        {
            Signals.WaitFor(() => folder.Files.Any(name => name.StartsWith(".softcfg-", StringComparison.Ordinal)), process);
            Signals.Send("TERM", process);
            Signals.Send("TERM", process);
            var result = Tool.End(process);

            Assert.Equal(130, result.ExitCode);
            Assert.DoesNotContain("unexpected", result.Error);
            Assert.All(folder.Files, name => Assert.Matches(@"^samples/\d{6}\.png$", name));
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public void Two_thousand_million_images_take_no_more_memory_than_a_few()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send on Windows.");
        using var folder = new TemporaryFolder();
        // Half a gigabyte; a list of the classes alone would take more.
        using var process = Tool.StartWith("DOTNET_GCHeapHardLimit", "20000000", folder, "sample", "--model", Tool.Model, "--threads", "1",
            "--count", "2000000000", "--batch", "1", "--guidance", "none");
        try
        {
            Signals.WaitFor(() => File.Exists(folder.File("samples/000001.png")), process);
            Signals.Send("TERM", process);
            Assert.Contains("of 2000000000 images are finished", Tool.End(process).ErrorLines[^1]);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public void What_a_kill_leaves_goes_with_the_next_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Kill -9 is Linux's here.");
        using var folder = new TemporaryFolder();
        using var process = Tool.Start(folder, "sample", "--model", Tool.Model, "--threads", "1", "--count", "1000000",
            "--batch", "2", "--guidance", "softcfg", "--npz", "--trace", "trace.json");
        Signals.WaitFor(() => File.Exists(folder.File("samples/000001.png")), process);
        process.Kill();
        Tool.End(process);
        // The npz and the trace were being written.
        Assert.Equal(2, folder.Files.Count(name => name.StartsWith(".softcfg-", StringComparison.Ordinal)));
        Assert.Contains("samples/.softcfg.lock", folder.Files);

        Tool.Sample(folder, "--count", "1", "--guidance", "softcfg", "--npz").Succeeded();
        Assert.DoesNotContain(folder.Files, name => name.Contains(".softcfg", StringComparison.Ordinal));
    }

    [Fact]
    public void A_second_run_into_the_same_folder_is_refused_while_the_first_runs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send on Windows.");
        using var folder = new TemporaryFolder();
        using var process = Tool.Start(folder, "sample", "--model", Tool.Model, "--threads", "1", "--count", "1000000",
            "--batch", "2", "--guidance", "softcfg");
        try
        {
            Signals.WaitFor(() => File.Exists(folder.File("samples/000001.png")), process);
            Tool.Sample(folder, "--count", "1", "--guidance", "cfg")
                .Refused("--output: 'samples' is being written to by another run, process ");
        }
        finally
        {
            process.Kill();
        }
        Tool.End(process);
        var next = Tool.Sample(folder, "--count", "1", "--guidance", "softcfg", "--seed", "3").Succeeded();
        Assert.Equal("softcfg: 'samples' holds images of an earlier run with other settings (seed 0, now 3). Those of the same " +
            "numbers are replaced, the others stay.", next.ErrorLines[0]);
        Assert.DoesNotContain(Tool.Sample(folder, "--count", "2", "--guidance", "softcfg", "--seed", "3").Succeeded().ErrorLines,
            line => line.Contains("earlier run"));
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
            Signals.WaitFor(() => File.Exists(folder.File("reference.stats.safetensors")), process);
            Signals.Send("INT", process);
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
}
