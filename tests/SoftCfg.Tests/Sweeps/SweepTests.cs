using SoftCfg.Evaluation;
using SoftCfg.Evaluation.Sources;
using SoftCfg.Guidance;
using SoftCfg.Npz;
using SoftCfg.Sweeps;
using SoftCfg.Tests.Decoding;
using SoftCfg.Tests.Files;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Sweeps;

public sealed class SweepTests : IDisposable
{
    private const string None = "points/none_temperature-1";
    private const string Soft = "points/softcfg_scale-4_power-1_strength-1_step-norm-on_confidence-maximum_alignment-released_temperature-1";

    private readonly SweepFixture sweep = new();
    private readonly MeanColour network = new();

    [Fact]
    public void A_sweep_leaves_tables_figures_and_statistics()
    {
        var table = Run(sweep.Options);
        Assert.Equal([
            "fid.png", "is.png", $"{None}/result.json", $"{None}/samples.stats.safetensors", $"{Soft}/result.json",
            $"{Soft}/samples.stats.safetensors", "precision-recall.png", "reference.stats.safetensors", "sweep.csv", "sweep.json",
            "sweep.md",
        ], sweep.Files);
        Assert.Equal([GuidanceKind.None, GuidanceKind.SoftCfg], table.Results.Select(result => result.Point.Guidance.Kind));
        Assert.All(table.Results, result => Assert.Equal(6, result.Images));
        Assert.Equal(table.Markdown(), Text("sweep.md"));
        Assert.Equal(table.Csv(), Text("sweep.csv"));
        Assert.Equal(table.Json(), Text("sweep.json"));
    }

    [Fact]
    public void The_figures_are_those_of_an_evaluation_of_the_images()
    {
        var table = Run(sweep.Options with { KeepImages = true });
        var expected = Evaluator.Evaluate(sweep.Reference, Path.Combine(sweep.Output, Soft, "samples.npz"), network,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equivalent(expected, table.Results[1].Figures);
    }

    [Fact]
    public void Every_point_has_the_images_of_the_same_seed_indices_and_classes()
    {
        Run(sweep.Options with { KeepImages = true, Count = 12, BatchSize = 5 });
        using var generator = ImageGenerator.Load(sweep.Model, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var (point, kind) in new[] { (None, GuidanceKind.None), (Soft, GuidanceKind.SoftCfg) })
        {
            var expected = generator.Generate(new GenerationOptions
            {
                Classes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1],
                Seed = 5,
                BatchSize = 5,
                Guidance = sweep.Model.Guidance with { Kind = kind },
            }, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(expected.SelectMany(image => image.Image.Pixels), Pixels($"{point}/samples.npz"));
        }
    }

    [Fact]
    public void A_sweep_stopped_inside_a_point_goes_on_and_ends_as_one_that_was_not()
    {
        var options = sweep.Options with { Count = 20, BatchSize = 4, ImagesPerChunk = 16, KeepImages = true };
        var whole = Run(options with { Output = sweep.File("whole") });

        using (var stop = new CancellationTokenSource())
        {
            // In the second chunk of the second point.
            var progress = new Reports<SweepProgress>(p =>
            {
                if (p is { Number: 2, Stage: SweepStage.Sampling, Done: >= 17 })
                    stop.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => Sweep.Run(options, network, progress, stop.Token));
        }
        Assert.Contains($"{None}/result.json", sweep.Files);
        Assert.Contains($"{Soft}/images/000000.npz", sweep.Files);
        Assert.DoesNotContain($"{Soft}/images/000001.npz", sweep.Files);
        foreach (var place in new[] { sweep.Output, Path.Combine(sweep.Output, Soft) })
            File.WriteAllText(Path.Combine(place, Leftover.Name), "what a kill leaves");
        var finished = File.GetLastWriteTimeUtc(Path.Combine(sweep.Output, None, "result.json"));
        var seen = network.Seen;

        var least = double.PositiveInfinity;
        var table = Sweep.Run(options, network, new Reports<SweepProgress>(p =>
        {
            Assert.Equal(p.Stage == SweepStage.Loading ? 0 : (20 + 16) / 40.0, p.Found, 1e-9);
            if (p.Stage == SweepStage.Sampling)
                least = Math.Min(least, p.Sampled);
        }), TestContext.Current.CancellationToken);
        Assert.InRange(least, (20 + 16) / 40.0, (20 + 20) / 40.0);
        // A look at the size, and the images of the second point; the reference is known.
        Assert.Equal(1 + 20, network.Seen - seen);
        Assert.Equal(finished, File.GetLastWriteTimeUtc(Path.Combine(sweep.Output, None, "result.json")));
        Assert.Equivalent(whole.Results.Select(result => result.Figures), table.Results.Select(result => result.Figures));
        Assert.Equal(sweep.Files.Where(name => name.Contains("samples")), [
            $"{None}/samples.npz", $"{None}/samples.stats.safetensors", $"{Soft}/samples.npz", $"{Soft}/samples.stats.safetensors",
        ]);
        Assert.DoesNotContain(sweep.Files, name => name.Contains("images/") || name.EndsWith("run.json", StringComparison.Ordinal) || name.EndsWith(".tmp", StringComparison.Ordinal));
        foreach (var name in sweep.Files.Where(name => name.Contains("samples")))
            Assert.Equal(File.ReadAllBytes(Path.Combine(sweep.File("whole"), name)), File.ReadAllBytes(Path.Combine(sweep.Output, name)));
    }

    [Fact]
    public void A_finished_sweep_is_read_and_nothing_is_computed()
    {
        var first = Run(sweep.Options);
        var seen = network.Seen;
        var again = Run(sweep.Options);
        Assert.Equal(seen, network.Seen);
        Assert.Equal(first.Json(), again.Json());
    }

    [Fact]
    public void A_larger_grid_goes_on_in_the_same_folder()
    {
        var first = Run(sweep.Options);
        var seen = network.Seen;
        var grid = new SweepGrid()
            .Over(GuidanceSettings.Kind, GuidanceKind.SoftCfg, GuidanceKind.None).Over(GuidanceSettings.Scale, 3, 4);
        var second = Run(sweep.Options with { Grid = grid });
        Assert.Equal([3, 4, null], second.Results.Select(result => result.Point.Scale));
        Assert.Equivalent(first.Results[1], second.Results[1]);
        Assert.Equivalent(first.Results[0], second.Results[2]);
        Assert.Equal(1 + 6, network.Seen - seen);
    }

    [Fact]
    public void A_result_that_was_lost_comes_from_the_statistics()
    {
        var first = Run(sweep.Options);
        File.Delete(Path.Combine(sweep.Output, Soft, "result.json"));
        var seen = network.Seen;
        var again = Run(sweep.Options);
        Assert.Equal(1, network.Seen - seen);
        Assert.Equivalent(first.Results[1].Figures, again.Results[1].Figures);
    }

    [Fact]
    public void Progress_names_the_point_and_ends_with_all_images()
    {
        var reports = new List<SweepProgress>();
        Sweep.Run(sweep.Options, network, new Reports<SweepProgress>(reports.Add), TestContext.Current.CancellationToken);
        Assert.Equal([
            SweepStage.Loading, SweepStage.Reference, SweepStage.Sampling, SweepStage.Measuring, SweepStage.Comparing,
        ], reports.Select(report => report.Stage).Distinct());
        Assert.All(reports, report => Assert.Equal(2, report.Points));
        Assert.Equal(["", None, Soft], reports.Select(report => report.Point).Distinct().Select(key => key == "" ? key : $"points/{key}"));
        Assert.Equal(reports.Select(report => report.Sampled).Order(), reports.Select(report => report.Sampled));
        Assert.Equal(1, reports[^1].Sampled);
    }

    public void Dispose() => sweep.Dispose();

    private SweepTable Run(SweepOptions options) =>
        Sweep.Run(options, network, cancellationToken: TestContext.Current.CancellationToken);

    private string Text(string name) => File.ReadAllText(Path.Combine(sweep.Output, name));

    private byte[] Pixels(string name)
    {
        using var scope = NewDisposeScope();
        using var archive = NpzArchive.Open(Path.Combine(sweep.Output, name));
        using var images = new NpzImages(archive);
        return images.Next((int)images.Count)!.data<byte>().ToArray();
    }
}
