using SoftCfg.Checkpoints;
using SoftCfg.Evaluation;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Loading;
using SoftCfg.Sweeps;
using SoftCfg.Tests.Decoding;
using SoftCfg.Tests.Imaging;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Sweeps;

/// <summary>What cannot be swept, and what is said of it.</summary>
public sealed class SweepRefusalTests : IDisposable
{
    private const string None = "points/none_temperature-1";

    private readonly SweepFixture sweep = new();
    private readonly MeanColour network = new();

    private SweepOptions Options => sweep.Options with { Grid = new SweepGrid().Over(GuidanceSettings.Kind, GuidanceKind.None) };

    [Fact]
    public void A_sweep_of_other_settings_is_refused_and_the_difference_named()
    {
        Run(Options);
        var before = Snapshot();
        (string Difference, SweepOptions Changed)[] changes =
        [
            ("count 6, this one has 7", Options with { Count = 7 }),
            ("seed 5, this one has 6", Options with { Seed = 6 }),
            ("dtype float32, this one has bfloat16; weights int8, this one has nothing", Options with { Dtype = ScalarType.BFloat16 }),
            ("resamples 1000, this one has 0", Options with { Evaluation = new EvaluationOptions { Resamples = 0 } }),
        ];
        Assert.All(changes, change => Refused(change.Changed,
            $"{sweep.Output}: the sweep in this folder was begun with {change.Difference}: their points cannot be compared. " +
            "Give another output folder, or the settings that it was begun with."));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void Settings_of_sampling_are_other_points_of_the_same_sweep()
    {
        Run(Options);
        Run(Options with { Sampling = sweep.Model.Sampling with { TopP = 0.5 } });
        Assert.Contains("points/none_temperature-1_top-p-0.5/result.json", sweep.Files);
        Assert.Contains("points/none_temperature-1/result.json", sweep.Files);
    }

    [Fact]
    public void Another_network_or_reference_is_refused_and_another_version_goes_on()
    {
        Run(Options);
        var other = Assert.Throws<SweepException>(() => Sweep.Run(Options, new MeanColour { Fingerprint = "mean-colour 2" },
            cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("was begun with network mean-colour 1, this one has mean-colour 2", other.Message);
        Refused(Options with { Reference = sweep.WriteReference("other.npz", 8, 64, seed: 4) }, "was begun with reference sha256");
        var json = Path.Combine(sweep.Output, "sweep.json");
        File.WriteAllText(json, File.ReadAllText(json).Replace("\"library\": \"", "\"library\": \"9."));
        var seen = network.Seen;
        Assert.Single(Run(Options).Results);
        Assert.Equal(seen, network.Seen);
    }

    [Fact]
    public void A_folder_of_images_is_a_reference_until_one_changes()
    {
        var images = Directory.CreateDirectory(sweep.File("images")).FullName;
        void Draw(string name, byte value) =>
            PngWriter.Write(Path.Combine(images, name), TestImages.Plain(64, 64, value, value, value));
        for (byte i = 0; i < 5; i++)
            Draw($"{i}.PNG", (byte)(40 * i));
        var options = Options with { Reference = images };
        var first = Run(options);
        Assert.Equal("images", first.Reference);
        File.WriteAllText(Path.Combine(images, "notes.txt"), "no image");
        Assert.Equal(first.Json(), Run(options).Json());
        Draw("3.PNG", 7);
        Refused(options, "was begun with reference sha256");
    }

    [Fact]
    public void A_reference_that_cannot_be_used_is_refused_before_anything_is_sampled()
    {
        Refused(Options with { Reference = sweep.File("nowhere.npz") }, "nowhere.npz: there is no such reference. Give an .npz");
        var few = sweep.WriteReference("few.npz", 3, 64, seed: 1);
        Assert.Contains("few.npz: there are 3 images; an evaluation needs at least 4",
            Assert.Throws<EvaluationFileException>(() => Run(Options with { Reference = few })).Message);
        Assert.DoesNotContain(sweep.Files, file => file.Contains("images/"));
    }

    [Fact]
    public void A_network_that_takes_no_images_of_the_size_is_refused()
    {
        using var fashion = FashionFeatureNetwork.Load(EmbeddedModel.Classifier);
        var refusal = Assert.Throws<SweepException>(() => Sweep.Run(Options, fashion,
            cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("tiny: the model makes images of 64 x 64 pixels, which the features do not take. The Fashion-MNIST " +
            "classifier looks at images of 28 x 28 pixels; these have 64 rows of 64. The Inception network takes every size.",
            refusal.Message);
    }

    [Theory]
    [InlineData(3, 128, "Count is 3; it must be from 4 to 1000000.")]
    [InlineData(6, 0, "BatchSize is 0; it must be from 1 to 256.")]
    [InlineData(6, 257, "BatchSize is 257; it must be from 1 to 256.")]
    public void Options_out_of_range_are_named_with_their_range(int count, int batch, string message)
    {
        var refusal = Assert.ThrowsAny<ArgumentException>(() => Run(Options with { Count = count, BatchSize = batch }));
        Assert.Equal(message, refusal.Message);
        Assert.False(Directory.Exists(sweep.Output));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_refused()
    {
        File.WriteAllText(sweep.File("file"), "");
        Refused(Options with { Output = sweep.File("file") }, "the sweep cannot be written here: ");
        Refused(Options with { Output = sweep.File("file/below") }, "the sweep cannot be written here: ");
    }

    [Fact]
    public void A_folder_that_is_in_use_is_refused_and_free_again_afterwards()
    {
        using (SweepFolder.Open(sweep.Output))
        {
            Refused(Options, $"{sweep.Output}: another run is writing to this folder: process {Environment.ProcessId} on ");
        }
        Run(Options);
    }

    [Fact]
    public void A_file_system_that_is_read_only_is_called_that()
    {
        Assert.SkipUnless(Directory.Exists("/proc/fs"), "There is /proc on Linux only.");
        // Whoever may do everything may not write there either.
        Refused(Options with { Output = "/proc/fs" }, "/proc/fs: the sweep cannot be written here: ");
    }

    [Theory]
    [InlineData("{", "the file is damaged: ")]
    [InlineData("null", "the file is damaged: ")]
    [InlineData("[1]", "the file is damaged: ")]
    [InlineData("{\"format\": 1}", "this is no sweep in the format softcfg-sweep-1. Give another output folder.")]
    [InlineData("{\"format\": \"softcfg-sweep-2\", \"plan\": {}}", "this is no sweep in the format softcfg-sweep-1.")]
    [InlineData("{\"format\": \"softcfg-sweep-1\", \"plan\": 3}", "this is no sweep in the format softcfg-sweep-1.")]
    [InlineData("{\"format\": \"softcfg-sweep-1\", \"plan\": {}}", "was begun with model nothing, this one has ")]
    public void A_damaged_sweep_file_is_refused(string content, string message)
    {
        Directory.CreateDirectory(sweep.Output);
        File.WriteAllText(Path.Combine(sweep.Output, "sweep.json"), content);
        Refused(Options, message);
    }

    [Fact]
    public void Points_without_their_plan_are_refused()
    {
        Run(Options);
        File.Delete(Path.Combine(sweep.Output, "sweep.json"));
        Refused(Options, "there are points of a sweep, but sweep.json, which says of which, is missing.");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"point\": {\"kind\": \"hard\", \"temperature\": 1}, \"images\": 6, \"seconds\": 1}")]
    [InlineData("nothing")]
    public void A_damaged_result_is_refused_with_its_remedy(string content)
    {
        Run(Options);
        File.WriteAllText(Path.Combine(sweep.Output, None, "result.json"), content);
        Refused(Options, "result.json: the file is damaged: ");
        Refused(Options, " Remove it, and it is made anew.");
    }

    [Fact]
    public void A_damaged_chunk_is_refused_by_its_name()
    {
        using (var stop = new CancellationTokenSource())
        {
            // Everything is sampled, and nothing measured.
            var progress = new Reports<SweepProgress>(p =>
            {
                if (p.Stage == SweepStage.Measuring)
                    stop.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => Sweep.Run(Options, network, progress, stop.Token));
        }
        var chunk = Path.Combine(sweep.Output, None, "images", "000000.npz");
        File.WriteAllText(chunk, "PK, but no archive");
        Assert.Contains("000000.npz: ", Assert.Throws<EvaluationFileException>(() => Run(Options)).Message);
        File.Copy(sweep.Reference, chunk, overwrite: true);
        Refused(Options, "none_temperature-1: the chunks hold 8 images, not 6.");
    }

    [Fact]
    public void A_model_without_weights_is_refused()
    {
        File.Delete(Path.Combine(sweep.Model.Path, "tokenizer.safetensors"));
        Assert.Throws<CheckpointException>(() => Run(Options));
    }

    public void Dispose() => sweep.Dispose();

    private SweepTable Run(SweepOptions options) =>
        Sweep.Run(options, network, cancellationToken: TestContext.Current.CancellationToken);

    private void Refused(SweepOptions options, string message) =>
        Assert.Contains(message, Assert.Throws<SweepException>(() => Run(options)).Message);

    private List<(string, DateTime)> Snapshot() =>
        sweep.Files.Select(file => (file, File.GetLastWriteTimeUtc(Path.Combine(sweep.Output, file)))).ToList();
}
