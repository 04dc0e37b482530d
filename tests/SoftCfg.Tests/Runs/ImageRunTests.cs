using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using SoftCfg.Checkpoints;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Runs;
using SoftCfg.Tests.Decoding;

namespace SoftCfg.Tests.Runs;

public sealed class ImageRunTests : IDisposable
{
    private static readonly string[] Compared = ["images", "tokens"];

    private readonly RunFixture run = new();

    [Fact]
    public void A_run_leaves_its_plan_its_images_and_a_record_of_every_chunk()
    {
        var outcome = RunFixture.Work(run.Options with { SaveTokens = true });
        Assert.Equal([
            .. Enumerable.Range(0, 22).Select(i => $"images/{i:D6}.png"),
            .. Enumerable.Range(0, 6).Select(i => $"records/{i:D6}.json"),
            "run.json",
            .. Enumerable.Range(0, 6).Select(i => $"tokens/{i:D6}.safetensors"),
        ], run.Files);
        Assert.Equal(22, outcome.Images);
        var records = outcome.Folder.Records.All().ToList();
        Assert.Equal([4, 4, 4, 4, 4, 2], records.Select(record => record.Labels.Count));
        Assert.Equal(Enumerable.Range(0, 22).Select(i => i % 10), records.SelectMany(record => record.Labels));
        var image = ImageReader.Read(Path.Combine(run.Output, "images/000013.png"));
        Assert.Equal(RunFixture.Image(outcome.Folder.Plan, 13).Image.Pixels, image.Pixels);
        var text = PngText.Read(Path.Combine(run.Output, "images/000013.png")).ToDictionary();
        Assert.Equal(("13", "3", "class 3", "5"), (text["softcfg.index"], text["softcfg.class"], text["softcfg.class.name"], text["softcfg.seed"]));
    }

    [Fact]
    public void Tokens_are_kept_as_they_were_sampled()
    {
        RunFixture.Work(run.Options with { SaveTokens = true, Images = ImageStorage.None });
        using var file = SafetensorsFile.Open(Path.Combine(run.Output, "tokens/000001.safetensors"));
        using var tokens = file.Read("tokens");
        using var labels = file.Read("labels");
        Assert.Equal([4, 3], tokens.shape);
        Assert.Equal([4, 5, 6, 5, 6, 7, 6, 7, 8, 7, 8, 9], tokens.data<int>().ToArray());
        Assert.Equal([4, 5, 6, 7], labels.data<int>().ToArray());
        Assert.False(Directory.Exists(Path.Combine(run.Output, "images")));
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_and_ends_as_one_that_was_not()
    {
        RunFixture.Work(run.Options with { Output = run.File("whole") });
        using (var stop = new CancellationTokenSource())
        {
            var sampler = RunFixture.Sampler(run.Options, index =>
            {
                if (index == 13)
                    stop.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => RunFixture.Work(run.Options, sampler, cancellation: stop.Token));
        }
        Assert.Equal(3, RunFolder.Open(run.Output).Status().Finished);
        Assert.DoesNotContain(run.Files, file => file.StartsWith("claims/", StringComparison.Ordinal) || file.EndsWith(".tmp", StringComparison.Ordinal));

        var sampled = new List<long>();
        var reports = new List<RunProgress>();
        RunFixture.Work(run.Options, RunFixture.Sampler(run.Options, sampled.Add), new Reports<RunProgress>(reports.Add));
        Assert.Equal(Enumerable.Range(12, 10).Select(i => (long)i), sampled);
        AssertSameImages(run.File("whole"), run.Output);
    }

    [Fact]
    public void A_finished_run_samples_nothing()
    {
        RunFixture.Work(run.Options);
        var outcome = RunFixture.Work(run.Options, (_, _, _) => throw new InvalidOperationException("sampled"));
        Assert.Equal(0, outcome.Images);
    }

    [Fact]
    public void Another_plan_in_the_same_folder_is_refused_and_every_difference_shown()
    {
        RunFixture.Work(run.Options);
        var before = run.Files.Select(file => (file, File.GetLastWriteTimeUtc(Path.Combine(run.Output, file)))).ToList();
        var other = run.Options with
        {
            Count = 23,
            Seed = 6,
            Guidance = new GuidanceOptions { Scale = 3 },
            Classes = new ClassAssignment(ClassOrder.Random, [1, 2, 3, 7]),
        };
        var refusal = Assert.Throws<RunException>(() => RunFixture.Work(other));
        Assert.Equal($"{run.Output}: the run in this folder was begun with count 22, this one has 23; seed 5, this one has 6; classes order cycle, " +
            "this one has random; classes labels 0-9, this one has 1-3,7; guidance scale 4, this one has 3. Give another output folder, or the " +
            "settings that it was begun with.", refusal.Message);
        Assert.Equal(before, run.Files.Select(file => (file, File.GetLastWriteTimeUtc(Path.Combine(run.Output, file)))));
    }

    [Fact]
    public void What_decides_no_image_is_no_other_plan()
    {
        RunFixture.Work(run.Options);
        // SoftCFG's strength counts for nothing under CFG; batch and workers never do; another version goes on.
        var cfg = run.Options with { Output = run.File("cfg"), Guidance = new GuidanceOptions { Kind = GuidanceKind.ClassifierFree } };
        RunFixture.Work(cfg);
        var plan = Path.Combine(cfg.Output, "run.json");
        File.WriteAllText(plan, File.ReadAllText(plan).Replace("\"library\": \"", "\"library\": \"9.")
            // A version that knew no traces.
            .Replace("\"tokens\": false,\n    \"traces\": false", "\"tokens\": false"));
        Assert.DoesNotContain("traces", File.ReadAllText(plan));
        RunFixture.Work(cfg with { Guidance = cfg.Guidance with { Strength = 0.5 }, BatchSize = 3, Worker = cfg.Worker with { Rank = 1, WorldSize = 4 } });
        Assert.StartsWith("9.", RunFolder.Open(cfg.Output).Library);
    }

    [Fact]
    public void A_finished_run_of_the_version_before_is_read_and_gone_on_with()
    {
        RunFixture.Work(run.Options);
        // As that version wrote it: nothing of prompts, originals or speculation, which this one does not write of classes either.
        var plan = JsonNode.Parse(File.ReadAllText(Path.Combine(run.Output, "run.json")))!["plan"]!.AsObject();
        Assert.Equal(["model", "count", "chunk", "seed", "classes", "guidance", "sampling", "dtype", "weights", "device", "images", "tokens", "traces"],
            plan.Select(property => property.Key));
        Assert.Null(RunFolder.Open(run.Output).Plan.Prompts);
    }

    [Fact]
    public void Classes_are_balanced_random_by_the_seed_or_as_listed()
    {
        Assert.Equal([0, 1, 2, 0, 1], Enumerable.Range(0, 5).Select(i => ClassAssignment.Balanced(3).Of(i, 7)));
        Assert.Equal([5, 2, 5, 2], Enumerable.Range(0, 4).Select(i => new ClassAssignment(ClassOrder.Cycle, [5, 2]).Of(i, 7)));
        var random = new ClassAssignment(ClassOrder.Random, [3, 4, 9]);
        var drawn = Enumerable.Range(0, 3000).Select(i => random.Of(i, 7)).ToList();
        Assert.Equal(drawn, Enumerable.Range(0, 3000).Select(i => random.Of(i, 7)));
        Assert.NotEqual(drawn, Enumerable.Range(0, 3000).Select(i => random.Of(i, 8)));
        Assert.All(drawn.CountBy(label => label), count => Assert.InRange(count.Value, 900, 1100));
        Assert.Equal(3, drawn.Distinct().Count());
    }

    [Fact]
    public void An_array_of_all_images_has_the_same_bytes_whatever_way_the_run_went()
    {
        RunFixture.Work(run.Options);
        RunFixture.Work(run.Options with { Output = run.File("arrays"), Images = ImageStorage.Npz });
        RunFolder.Open(run.Output).Merge(run.File("a.npz"), labels: true);
        Assert.Equal(22, RunFolder.Open(run.File("arrays")).Merge(run.File("b.npz"), labels: true));
        var content = File.ReadAllBytes(run.File("a.npz"));
        Assert.Equal(content, File.ReadAllBytes(run.File("b.npz")));
        var plan = RunFolder.Open(run.Output).Plan;
        Assert.True(content.AsSpan().IndexOf(Enumerable.Range(0, 22).SelectMany(i => RunFixture.Image(plan, i).Image.Pixels).ToArray()) > 0);
        var labels = Enumerable.Range(0, 22).Select(i => i % 10L).ToArray();
        Assert.True(content.AsSpan().IndexOf(MemoryMarshal.AsBytes(labels.AsSpan())) > 0);
        Assert.Equal(["images/000000.npz", "images/000001.npz"], RunFolder.Open(run.File("arrays")).ImageSources().Take(2)
            .Select(file => Path.GetRelativePath(run.File("arrays"), file).Replace('\\', '/')));
    }

    [Fact]
    public void Images_of_a_very_large_run_are_spread_over_folders()
    {
        var plan = RunFixture.PlanOf(run.Options with { Count = 1_000_000 });
        Assert.Equal("images/000098/987654.png", RunLayout.Image(plan, 987_654));
        Assert.Equal("images/087654.png", RunLayout.Image(plan with { Count = 100_000 }, 87_654));
    }

    [Theory]
    [InlineData(0, 4, "Count is 0; it must be from 1 to 4000000.")]
    [InlineData(4_000_001, 4, "Count is 4000001; it must be from 1 to 4000000.")]
    [InlineData(6, 0, "ChunkSize is 0; it must be from 1 to 65536.")]
    public void Options_out_of_range_are_named_with_their_range(long count, int chunk, string message) =>
        Assert.Equal(message, Assert.ThrowsAny<ArgumentException>((run.Options with { Count = count, ChunkSize = chunk }).Validate).Message);

    [Fact]
    public void A_run_that_would_keep_nothing_is_refused() => Assert.Contains("neither images nor tokens",
        Assert.Throws<ArgumentException>((run.Options with { Images = ImageStorage.None }).Validate).Message);

    public void Dispose() => run.Dispose();

    internal static void AssertSameImages(string expected, string actual)
    {
        foreach (var folder in Compared.Where(name => Directory.Exists(Path.Combine(expected, name))))
        {
            var files = Directory.EnumerateFiles(Path.Combine(expected, folder)).Order(StringComparer.Ordinal).ToList();
            // What somebody is writing has a hidden name.
            Assert.Equal(files.Select(Path.GetFileName), Directory.EnumerateFiles(Path.Combine(actual, folder)).Select(Path.GetFileName)
                .Where(name => name![0] != '.').Order(StringComparer.Ordinal));
            Assert.All(files, file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(actual, folder, Path.GetFileName(file)))));
        }
    }
}
