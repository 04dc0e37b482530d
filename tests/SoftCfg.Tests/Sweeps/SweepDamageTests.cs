using CsCheck;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Sweeps;
using SoftCfg.Tests.Imaging;

namespace SoftCfg.Tests.Sweeps;

/// <summary>Folders of sweeps that something has happened to: refused by the one exception, or gone on with.</summary>
public sealed class SweepDamageTests : IDisposable
{
    private const string None = "points/none_temperature-1";

    private readonly SweepFixture sweep = new();
    private readonly MeanColour network = new();

    private SweepOptions Options => sweep.Options with { Grid = new SweepGrid().Over(GuidanceSettings.Kind, GuidanceKind.None) };

    [Fact]
    public void A_sweep_file_with_any_change_is_taken_or_refused_and_nothing_else()
    {
        var table = Run(Options);
        using var folder = SweepFolder.Open(sweep.Output);
        Changed("sweep.json", () => folder.EnsureIsOf(table.Plan));
    }

    [Fact]
    public void A_result_with_any_change_is_refused_or_can_be_shown()
    {
        var table = Run(Options);
        var point = new PointFolder(Path.Combine(sweep.Output, None));
        var taken = new List<SweepResult>();
        Changed(None + "/result.json", () => taken.Add(point.ReadResult(table.Results[0].Point, table.Plan)));
        Assert.NotEmpty(taken);
        (table with { Results = taken }).Write(sweep.Output);
    }

    [Theory]
    [InlineData("\"name\": \"tiny\"", "\"name\": \"ti\u00FFny\"", "it is not UTF-8.")]
    [InlineData("\"name\": \"tiny\"", "\"name\": \"ti\\ud800ny\"", "")]
    [InlineData("\"seed\": 5,", "\"seed\": 5, \"seed\": 5,", "seed")]
    [InlineData("\"seed\": 5,", "\"seed\": 5e,", "")]
    public void A_damaged_sweep_file_is_refused_by_its_name(string good, string bad, string message)
    {
        Run(Options);
        Change("sweep.json", good, bad);
        var refusal = Assert.Throws<SweepException>(() => Run(Options));
        Assert.Contains("sweep.json: the file is damaged: ", refusal.Message);
        Assert.Contains(message, refusal.Message);
        Assert.EndsWith(" Give another output folder.", refusal.Message);
    }

    [Theory]
    [InlineData("\"lower\": ", "\"lower\": 1e300, \"was\": ", "the file is damaged: inception_score is 1E+300.")]
    [InlineData("\"lower\": ", "\"lower\": 99999, \"was\": ", "the file is damaged: the interval of inception_score goes from 99999 to ")]
    [InlineData("\"level\": ", "\"level\": 1e999, \"was\": ", "the file is damaged: the interval of inception_score is one of level ")]
    [InlineData("\"fid\": ", "\"fid\": 1e999, \"was\": ", "the file is damaged: ")]
    [InlineData("\"seconds\": ", "\"seconds\": -1, \"was\": ", "the file is damaged: it says -1 seconds.")]
    [InlineData("\"images\": 6", "\"images\": 7", "this is a result of 7 images; those of this sweep are of 6.")]
    [InlineData("\"network\": \"mean-colour 1\"", "\"network\": \"other\"", "these are figures of another network")]
    [InlineData("\"warnings\": [", "\"warnings\": [null, ", "the file is damaged: a warning is null.")]
    [InlineData("\"kind\": \"none\"", "\"kind\": 1", "the file is damaged: ")]
    public void A_result_that_cannot_be_is_refused_by_its_name(string good, string bad, string message)
    {
        Run(Options);
        Change(None + "/result.json", good, bad);
        var refusal = Assert.Throws<SweepException>(() => Run(Options));
        Assert.Contains($"result.json: {message}", refusal.Message);
        Assert.EndsWith("Remove it, and it is made anew.", refusal.Message);
    }

    [Fact]
    public void The_result_of_another_point_is_refused()
    {
        var options = Options with { Grid = Options.Grid.Over(SamplingSettings.Temperature, 1, 2) };
        Run(options);
        File.Copy(Path.Combine(sweep.Output, "points/none_temperature-2/result.json"),
            Path.Combine(sweep.Output, None, "result.json"), overwrite: true);
        var refusal = Assert.Throws<SweepException>(() => Run(options));
        Assert.Contains("this is the result of the point none_temperature-2, but the folder is that of none_temperature-1. " +
            "Remove it, and it is made anew.", refusal.Message);
        File.Delete(Path.Combine(sweep.Output, None, "result.json"));
        Assert.Equal(2, Run(options).Results.Count);
    }

    [Fact]
    public void A_result_says_its_seed_and_that_of_another_is_refused()
    {
        Run(Options);
        var file = Path.Combine(sweep.Output, None, "result.json");
        var result = File.ReadAllText(file);
        Assert.Contains("\"seed\": 5,", result);
        File.WriteAllText(file, result.Replace("\"seed\": 5,", "\"seed\": 6,", StringComparison.Ordinal));
        var refusal = Assert.Throws<SweepException>(() => Run(Options));
        Assert.Contains("this is a result of seed 6; those of this sweep are of seed 5. Remove it, and it is made anew.", refusal.Message);
    }

    [Fact]
    public void The_folder_of_the_reference_is_no_output()
    {
        var images = Directory.CreateDirectory(sweep.File("images")).FullName;
        for (byte i = 0; i < 5; i++)
            PngWriter.Write(Path.Combine(images, $"{i}.png"), TestImages.Plain(64, 64, i, i, i));
        var link = sweep.File("link");
        Directory.CreateSymbolicLink(link, images);
        foreach (var output in new[] { images, images + "/", link, Path.Combine(images, "..", "images") })
        {
            var refusal = Assert.Throws<SweepException>(() => Run(Options with { Reference = images, Output = output }));
            Assert.Contains("this is also the folder of the reference, of which the sweep's own plots would become a part. Give " +
                "another output folder.", refusal.Message);
        }
        Assert.Equal(5, Directory.EnumerateFiles(images).Count());
        Run(Options with { Reference = images, Output = Path.Combine(images, "sweep") });
    }

    [Fact]
    public void A_plan_of_a_thousand_million_is_refused_before_it_takes_memory()
    {
        var many = Enumerable.Range(1, 1000).Select(i => (double)i).ToList();
        var grid = Options.Grid.Over(GuidanceSettings.Scale, many).Over(GuidanceSettings.ScalePower, many)
            .Over(GuidanceSettings.Strength, many);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("These are more than 100000 combinations; give shorter lists.",
            Assert.Throws<ArgumentException>(() => Run(Options with { Grid = grid })).Message);
        Assert.Equal("Count is 1000000000; it must be from 4 to 1000000.",
            Assert.ThrowsAny<ArgumentException>(() => Run(Options with { Count = 1_000_000_000 })).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    public void Dispose() => sweep.Dispose();

    private SweepTable Run(SweepOptions options) =>
        Sweep.Run(options, network, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Reads a file of the sweep with thousands of changes.</summary>
    private void Changed(string name, Action read)
    {
        var file = Path.Combine(sweep.Output, name);
        var original = File.ReadAllBytes(file);
        byte[] telling = [0, (byte)'"', (byte)'\\', (byte)'{', (byte)'[', (byte)',', (byte)'-', (byte)'e', (byte)'9', 0x80, 0xFF];
        var change = Gen.Select(Gen.Int[0, original.Length - 1], Gen.OneOf(Gen.Byte, Gen.Int[0, telling.Length - 1].Select(i => telling[i])));
        var refused = 0;
        change.Array[1, 3].Sample(changes =>
        {
            var content = (byte[])original.Clone();
            foreach (var (place, value) in changes)
                content[place] = value;
            File.WriteAllBytes(file, content);
            try
            {
                read();
            }
            catch (SweepException e)
            {
                Assert.StartsWith(sweep.Output, e.Message, StringComparison.Ordinal);
                refused++;
            }
        }, iter: 3000, threads: 1);
        Assert.InRange(refused, 1000, 3000);
    }

    /// <summary>Changes the first place of a file, in Latin-1, so that any byte can be written.</summary>
    private void Change(string name, string good, string bad)
    {
        var file = Path.Combine(sweep.Output, name);
        var text = File.ReadAllText(file, System.Text.Encoding.Latin1);
        var place = text.IndexOf(good, StringComparison.Ordinal);
        Assert.True(place >= 0, $"{name} has no {good}: {text}");
        File.WriteAllText(file, text[..place] + bad + text[(place + good.Length)..], System.Text.Encoding.Latin1);
    }
}
