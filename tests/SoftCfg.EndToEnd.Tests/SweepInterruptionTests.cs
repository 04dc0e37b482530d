using System.Diagnostics;
using System.Globalization;

namespace SoftCfg.EndToEnd.Tests;

/// <summary><c>softcfg sweep</c>, killed and stopped.</summary>
public class SweepInterruptionTests
{
    private const string None = "sweep/points/none_temperature-0.9_top-p-0.95";

    [Fact]
    public void A_killed_sweep_goes_on_and_ends_with_the_figures_of_one_that_was_not()
    {
        string[] settings = ["--guidance", "none", "--temperature", "0.9,1", "--count", "300", "--batch", "128", "--keep-images"];
        using var whole = new TemporaryFolder();
        Sweep(whole, settings).Succeeded();

        using var folder = new TemporaryFolder();
        // Once inside the first point, once inside the second.
        foreach (var sign in new[] { $"{None}/records/000000.json", $"{None}/result.json" })
        {
            using var process = Start(folder, settings);
            Signals.WaitFor(() => File.Exists(folder.File(sign)), process);
            process.Kill();
            process.WaitForExit();
            Assert.Equal(137, process.ExitCode);
        }
        Sweep(folder, settings).Succeeded();

        Assert.Equal(whole.Files, folder.Files);
        Assert.Equal(Rows(whole).Select(WithoutSeconds), Rows(folder).Select(WithoutSeconds));
        foreach (var file in whole.Files.Where(file => file.Contains("/samples.")))
            Assert.Equal(whole.Bytes(file), folder.Bytes(file));
    }

    [Fact]
    public void A_signal_stops_a_sweep_with_word_of_how_to_go_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send on Windows.");
        using var folder = new TemporaryFolder();
        using var process = Start(folder, "--guidance", "none", "--count", "100000", "--batch", "64");
        Signals.WaitFor(() => File.Exists(folder.File($"{None}/records/000000.json")), process);
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        var result = Tool.End(process);

        Assert.Equal(130, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Matches("^softcfg: stopped at [0-9]+ % of the images; the same command goes on from there.$", result.ErrorLines[^1]);
        Assert.DoesNotContain(folder.Files, file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private static ToolResult Sweep(TemporaryFolder folder, params string[] arguments) =>
        Tool.Run(folder, ["sweep", "fashion", "--threads", "1", .. arguments]);

    private static Process Start(TemporaryFolder folder, params string[] arguments) =>
        Tool.Start(folder, ["sweep", "fashion", "--threads", "1", .. arguments]);

    private static string[] Rows(TemporaryFolder folder) =>
        File.ReadAllText(folder.File("sweep/sweep.csv")).TrimEnd().Split('\n')[1..];

    private static string WithoutSeconds(string row) => row[..row.LastIndexOf(',')];
}
