using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SoftCfg.EndToEnd.Tests;

/// <summary><c>softcfg sweep</c> with the embedded model.</summary>
public class SweepTests
{
    private const string None = "sweep/points/none_temperature-0.9_top-p-0.95";

    [Fact]
    public void A_sweep_of_the_embedded_model_needs_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var result = Sweep(folder, "--scale", "1,3", "--count", "8").Succeeded();

        Assert.StartsWith("| guidance | scale | power | strength | step norm | confidence | alignment | temperature | top p | FID | IS |",
            result.Output);
        Assert.Equal(result.Output, Text(folder, "sweep.md"));
        Assert.Equal(["none,", "cfg,1,1,", "cfg,3,1,", "softcfg,1,1,1,on,maximum,released,0.05,1E-05,", "softcfg,3,1,1,on,maximum,released,0.05,1E-05,"],
            Rows(folder).Select(row => row[..(row.IndexOf(",0.9,off,0,0.95,", StringComparison.Ordinal))].TrimEnd(',') + ","));
        Assert.All(Rows(folder), row => Assert.Contains(",8,", row));
        Assert.Equal(5, folder.Files.Count(file => file.EndsWith("/result.json", StringComparison.Ordinal)));
        Assert.DoesNotContain(folder.Files, file => file.EndsWith(".npz", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_is_the_only_output_and_equals_the_file()
    {
        using var folder = new TemporaryFolder();
        var result = Sweep(folder, "--guidance", "none", "--count", "4", "--json").Succeeded();
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("fashion", json.RootElement.GetProperty("plan").GetProperty("model").GetProperty("name").GetString());
        Assert.Equal(result.Output, Text(folder, "sweep.json"));
    }

    [Fact]
    public void Every_list_takes_part()
    {
        using var folder = new TemporaryFolder();
        Sweep(folder, "--guidance", "softcfg", "--power", "0,2", "--strength", "0.5", "--step-norm", "on,off", "--confidence",
            "sampled,maximum", "--alignment", "paper", "--temperature", "0.8", "--count", "4", "--top-k", "10", "--seed", "3").Succeeded();
        var rows = Rows(folder);
        Assert.Equal(8, rows.Length);
        Assert.All(rows, row => Assert.Matches("^softcfg,2,[02],0.5,(on|off),(sampled|maximum),paper,(0.05,1E-05|,),0.8,off,10,0.95,", row));
    }

    [Fact]
    public void A_killed_sweep_goes_on_and_ends_with_the_figures_of_one_that_was_not()
    {
        string[] settings = ["--guidance", "none,softcfg", "--count", "300", "--batch", "128", "--keep-images"];
        using var whole = new TemporaryFolder();
        Sweep(whole, settings).Succeeded();

        using var folder = new TemporaryFolder();
        // Once inside the first point, once inside the second.
        foreach (var sign in new[] { $"{None}/chunk-0000.npz", $"{None}/result.json" })
        {
            using var process = Start(folder, settings);
            WaitFor(() => File.Exists(folder.File(sign)), process);
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
        using var process = Start(folder, "--guidance", "none", "--count", "100000", "--batch", "16");
        WaitFor(() => File.Exists(folder.File($"{None}/chunk-0000.npz")), process);
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

    private static string Text(TemporaryFolder folder, string name) => File.ReadAllText(folder.File($"sweep/{name}"));

    private static string[] Rows(TemporaryFolder folder) => Text(folder, "sweep.csv").TrimEnd().Split('\n')[1..];

    private static string WithoutSeconds(string row) => row[..row.LastIndexOf(',')];

    private static void WaitFor(Func<bool> condition, Process process)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.False(process.HasExited, "softcfg ended before it was stopped.");
            Assert.True(Stopwatch.GetElapsedTime(started) < Tool.Patience, "softcfg did not get that far.");
            Thread.Sleep(10);
        }
    }
}
