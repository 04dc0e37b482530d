using System.Text.Json;
using SoftCfg.Cli.Benchmarking;
using SoftCfg.Cli.Tests.Documents;
using SoftCfg.Guidance;
using SoftCfg.Layers;

namespace SoftCfg.Cli.Tests.Benchmarking;

/// <summary>Two kept runs, cell by cell.</summary>
public sealed class RunComparisonTests : IDisposable
{
    private static readonly string KeptRuns = Path.Combine(BookDocument.Root, "bench", "runs");

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> RunsOfTheTree() =>
        new(Directory.EnumerateFiles(KeptRuns, "*.json").Select(path => Path.GetFileName(path)));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Cells_of_both_runs_are_compared_and_those_of_one_are_named()
    {
        Keep("a.json", "Old One", Cell(1, seconds: 4), Cell(8, seconds: 2));
        Keep("b.json", "New One", Cell(32, seconds: 1), Cell(1, seconds: 2));
        var output = Run.Of("bench", "--compare", folder.File("a.json"), folder.File("b.json")).Succeeded().Output;
        Assert.Matches("(?m)^A: Old One, 2 cores", output);
        Assert.Matches("(?m)^B: New One, 2 cores", output);
        Assert.Contains("The machines differ", output);
        Assert.Contains("| alitok-b, float32, batch 1, cfg, 40 steps, tokens/s | 10 | 20 | 2 |", output);
        Assert.Contains("Only A has alitok-b, float32, batch 8, cfg, 40 steps.", output);
        Assert.Contains("Only B has alitok-b, float32, batch 32, cfg, 40 steps.", output);
    }

    [Fact]
    public void Programs_get_one_line()
    {
        Keep("a.json", "One", Cell(1, seconds: 4));
        Keep("b.json", "One", Cell(1, seconds: 5));
        var output = Run.Of("bench", "--compare", folder.File("a.json"), folder.File("b.json"), "--json").Succeeded().Output;
        var cell = Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("cells").EnumerateArray());
        Assert.Equal((10, 8, 0.8), (cell.GetProperty("a").GetDouble(), cell.GetProperty("b").GetDouble(), cell.GetProperty("ratio").GetDouble()));
        Assert.DoesNotContain("differ", output);
    }

    [Theory]
    [MemberData(nameof(RunsOfTheTree))]
    public void Every_run_that_is_kept_in_the_tree_can_be_compared(string name)
    {
        var path = Path.Combine(KeptRuns, name);
        var cells = BenchRun.Read(path).Cells;
        Assert.NotEmpty(cells);
        var output = Run.Of("bench", "--compare", path, path, "--json").Succeeded().Output;
        Assert.Equal(cells.Count, JsonDocument.Parse(output).RootElement.GetProperty("cells").GetArrayLength());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not JSON")]
    public void A_file_that_is_no_kept_run_is_refused(string text) => RefusedAsNoRun(text);

    [Fact]
    public void A_run_of_another_format_or_without_a_figure_is_refused()
    {
        Keep("a.json", "One", Cell(1, seconds: 4));
        var text = File.ReadAllText(folder.File("a.json"));
        RefusedAsNoRun(text.Replace(BenchRun.CurrentFormat, "softcfg-bench-0", StringComparison.Ordinal));
        RefusedAsNoRun(text.Replace("tokens_per_s", "tokens", StringComparison.Ordinal));
        RefusedAsNoRun(text.Replace("\"One\"", "null", StringComparison.Ordinal));
    }

    private void RefusedAsNoRun(string text)
    {
        File.WriteAllText(folder.File("other.json"), text);
        Run.Of("bench", "--compare", folder.File("other.json"), folder.File("other.json"))
            .Refused("other.json' is no run that 'softcfg bench --output FILE' kept: ");
    }

    private void Keep(string name, string processor, params CellResult[] cells) => new BenchRun
    {
        Format = BenchRun.CurrentFormat,
        Date = DateTimeOffset.UnixEpoch,
        Machine = new BenchMachine { Processor = processor, Cores = 2, System = "s" },
        InstructionSets = ["avx2"],
        Versions = new BenchVersions { Softcfg = "1", Dotnet = "2", Torchsharp = "3", Libtorch = "4" },
        Threads = 2,
        Ceilings = BenchFigureTests.CeilingsOf(10, 100),
        PeakRssBytes = 1_000_000_000,
        Cells = cells,
        Ratios = [],
    }.Write(folder.File(name));

    private static CellResult Cell(int batch, double seconds) => CellResult.Of(
        new BenchRow(BenchModel.Find("alitok-b"), WeightFormat.Float32, batch, Steps: 40, Length: 0), GuidanceKind.ClassifierFree, [seconds],
        new StepWork(100, 400, 2 * batch), BenchFigureTests.CeilingsOf(10, 100));
}
