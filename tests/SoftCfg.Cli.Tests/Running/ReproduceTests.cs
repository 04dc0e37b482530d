using System.Text.Json;

namespace SoftCfg.Cli.Tests.Running;

/// <summary>From a run to its figures, on the embedded model.</summary>
public sealed class ReproduceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_row_of_a_table_is_sampled_evaluated_and_reported()
    {
        string[] command = ["reproduce", "rar-b-cfg", "--model", "fashion", "--reference", "fashion", "--count", "12", "--threads", "1"];
        command[1] = PresetChoice.All.First(preset => preset.Settings.Fid is not null).Settings.Name;
        var first = Run.In(folder, command).Succeeded();
        Assert.Contains("| FID | ", first.Output);
        Assert.Equal(first.Output, File.ReadAllText(folder.File($"{command[1]}.md")));
        using var report = JsonDocument.Parse(File.ReadAllText(folder.File($"{command[1]}.json")));
        Assert.Equal(PresetChoice.Find(command[1])!.Settings.Fid, report.RootElement.GetProperty("published").GetProperty("fid").GetDouble());
        Assert.Equal(12, report.RootElement.GetProperty("figures").GetProperty("sample_images").GetInt32());
        Assert.Equal(64, report.RootElement.GetProperty("run").GetProperty("model").GetProperty("generator_sha256").GetString()!.Length);
        Assert.True(File.Exists(folder.File($"{command[1]}.npz")));
        // What the network saw lies beside the images, and the figures from it are the same.
        Assert.Single(folder.Files, file => file.EndsWith(".stats.safetensors", StringComparison.Ordinal));
        Assert.Equal(first.Output, Run.In(folder, command).Succeeded().Output);
        // On as many threads: the last bit of a distance depends on them.
        var judged = Run.In(folder, "eval", "fashion", command[1], "--features", "fashion", "--distances", "float16", "--threads", "1", "--json").Succeeded();
        using var figures = JsonDocument.Parse(judged.Output);
        Assert.Equal(report.RootElement.GetProperty("figures").GetProperty("fid").GetDouble(), figures.RootElement.GetProperty("fid").GetDouble());
    }

    [Fact]
    public void A_reference_against_itself_shows_what_figures_mean_at_its_count()
    {
        var result = Run.In(folder, "eval", "fashion", "--selftest", "--features", "fashion", "--resamples", "0").Succeeded();
        Assert.Matches(@"^Inception Score: 8\.\d+\nFID: 0\.[0-9]+\nPrecision: 0\.[89]\d*\nRecall: 0\.[89]\d*\n$", result.Output);
        Assert.Contains("5000 images drawn at random against 5000 others", result.Error);
        Run.In(folder, "eval", "fashion", "fashion", "--selftest", "--features", "fashion")
            .Refused("--selftest compares the reference with itself; leave SAMPLES out.");
        Run.In(folder, "eval", "fashion", "--features", "fashion").Refused("SAMPLES is missing: which images are to be judged?");
    }

    [Fact]
    public void A_run_that_is_not_finished_is_not_judged()
    {
        Run.In(folder, "run", "--model", "fashion", "--count", "4", "--chunk", "2", "--threads", "1").Succeeded();
        File.Delete(folder.File("run/records/000001.json"));
        Run.In(folder, "eval", "fashion", "run", "--features", "fashion").Refused("1 of 2 chunks are not finished");
    }

    public void Dispose() => folder.Dispose();
}
