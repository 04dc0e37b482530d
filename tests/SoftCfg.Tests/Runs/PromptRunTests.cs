using SoftCfg.Checkpoints;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Layers;
using SoftCfg.Runs;
using SoftCfg.Tests.Common;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Tests.Runs;

/// <summary>Runs of prompts, with a tiny model.</summary>
public sealed class PromptRunTests : IDisposable
{
    private static readonly RunPrompt[] Prompts =
    [
        new(new ImagePrompt("a red fox in the snow", 32, 64)), new(new ImagePrompt("A cat.", 64, 32) { Seed = 9 }), new(new ImagePrompt("two  words ", 32, 32)),
    ];

    private readonly TemporaryFolder folder = new();

    private PromptRunOptions Options => new()
    {
        Model = TinyLumina.Shared,
        Weights = WeightFormat.Float32,
        Output = folder.File("run"),
        Prompts = Prompts,
        Count = 7,
        ChunkSize = 2,
        Seed = 3,
        SaveTokens = true,
        SaveTraces = true,
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_images_are_those_of_the_generator_and_say_how_they_were_made()
    {
        using var generator = Load();
        PromptRun.Work(Options, generator, cancellationToken: Cancelled);
        var expected = generator.Generate(new() { Prompts = Prompts.Select(one => one.Prompt).ToList(), Count = 7, Seed = 3 }, null, Cancelled).ToList();
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(expected[i].Image.Pixels, ImageReader.Read(folder.File($"run/images/{i:D6}.png")).Pixels);
            var text = PngText.Read(folder.File($"run/images/{i:D6}.png")).ToDictionary();
            Assert.Equal((Prompts[i % 3].Prompt.Text, $"{i}", i % 3 == 1 ? "9" : "3", "t2i"),
                (text["softcfg.prompt"], text["softcfg.index"], text["softcfg.seed"], text["softcfg.task"]));
        }
        // Of several sizes: codes without ends of rows, and nothing behind those of the smaller image.
        using var tokens = SafetensorsFile.Open(folder.File("run/tokens/000001.safetensors"));
        Assert.Equal([2, 32], Ints(tokens, "tokens").Shape);
        Assert.Equal([4, 8], Ints(tokens, "rows").Values);
        Assert.Equal([4, 4], Ints(tokens, "columns").Values);
        Assert.Equal([2, 0], Ints(tokens, "labels").Values);
        Assert.Equal(expected[2].Rows.CodesOf(expected[2].Tokens).Select(code => (int)code).Concat(Enumerable.Repeat(-1, 16)), Ints(tokens, "tokens").Values[..32]);
        Assert.Equal(3, File.ReadAllLines(folder.File("run/traces/000001.jsonl")).Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_number_of_workers_stopped_and_started_again_make_the_bytes_of_one(int workers)
    {
        using (var one = Load())
            PromptRun.Work(Options with { Output = folder.File("whole"), BatchSize = 1 }, one, cancellationToken: Cancelled);
        using (var stop = new CancellationTokenSource())
        using (var first = Load())
        {
            // In the middle of the third chunk.
            var progress = new Decoding.Reports<RunProgress>(value =>
            {
                if (value.Images >= 4 && value.AtWork > 0.3)
                    stop.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => PromptRun.Work(Options, first, progress, stop.Token));
        }
        Assert.False(File.Exists(folder.File("run/records/000003.json")));
        await Task.WhenAll(Enumerable.Range(0, workers).Select(rank => Task.Run(() =>
        {
            using var generator = Load();
            PromptRun.Work(Options with { Worker = new() { Rank = rank, WorldSize = workers } }, generator, cancellationToken: Cancelled);
        }, Cancelled)));
        ImageRunTests.AssertSameImages(folder.File("whole"), folder.File("run"));
        Assert.True(RunFolder.Open(folder.File("run")).Verify(cancellationToken: Cancelled).IsComplete);
        // What is finished is found so without the model.
        Assert.Equal(0, PromptRun.Work(Options, cancellationToken: Cancelled).Images);
    }

    [Fact]
    public void Other_prompts_in_the_same_folder_are_refused_and_what_differs_is_shown()
    {
        using var generator = Load();
        PromptRun.Work(Options with { Count = 1 }, generator, cancellationToken: Cancelled);
        string Refusal(PromptRunOptions other) =>
            Assert.Throws<RunException>(() => PromptRun.Work(other with { Count = 1 }, generator, cancellationToken: Cancelled)).Message;
        RunPrompt[] changed = [Prompts[0], new(new ImagePrompt("A dog.", 64, 64)), Prompts[2], new(new ImagePrompt("more"))];
        Assert.Contains("was begun with 3 prompts, this one has 4; prompt 2 text A cat., this one has A dog.; prompt 2 height 32, this one has 64; " +
            "prompt 2 seed 9, this one has nothing. Give another", Refusal(Options with { Prompts = changed }), StringComparison.Ordinal);
        Assert.Contains("jacobi nothing, this one has ", Refusal(Options with { Jacobi = new() }), StringComparison.Ordinal);
        Assert.Contains("scale decay nothing, this one has true", Refusal(Options with { DecaysAsReleased = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void Kept_tokens_decode_to_the_images_of_the_run_with_the_image_tokenizer_alone()
    {
        using (var generator = Load())
        {
            PromptRun.Work(Options, generator, cancellationToken: Cancelled);
            PromptRun.Work(Options with { Output = folder.File("tokens"), Images = ImageStorage.None, SaveTraces = false }, generator, cancellationToken: Cancelled);
        }
        using var tokenizer = ImageReconstructor.Load(TinyLumina.Shared, fingerprint: true, cancellationToken: Cancelled);
        RunDecoding.Work(RunFolder.Open(folder.File("tokens")), new() { Output = folder.File("decoded") }, tokenizer, cancellationToken: Cancelled);
        for (var i = 0; i < 7; i++)
            Assert.Equal(File.ReadAllBytes(folder.File($"run/images/{i:D6}.png")), File.ReadAllBytes(folder.File($"decoded/images/{i:D6}.png")));
    }

    [Fact]
    public void Images_of_several_sizes_make_no_array_and_those_of_one_size_do()
    {
        using var generator = Load();
        PromptRun.Work(Options, generator, cancellationToken: Cancelled);
        var refusal = Assert.Throws<RunException>(() => RunFolder.Open(folder.File("run")).Merge(folder.File("a.npz"), cancellationToken: Cancelled));
        Assert.Contains("images of several sizes (32 x 64 pixels and 64 x 32 pixels) make no array.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("an array holds images of one size", Assert.Throws<ArgumentException>((Options with { Images = ImageStorage.Npz }).Validate).Message,
            StringComparison.Ordinal);
        var square = Options with { Output = folder.File("square"), Prompts = [Prompts[2], new(new ImagePrompt("b", 32, 32))], Count = 3 };
        PromptRun.Work(square, generator, cancellationToken: Cancelled);
        Assert.Equal(3, RunFolder.Open(square.Output).Merge(folder.File("a.npz"), labels: true, cancellationToken: Cancelled));
    }

    [Fact]
    public void A_prompt_with_an_index_of_its_own_keeps_its_images_when_prompts_are_added()
    {
        using var generator = Load();
        RunPrompt Own(string text, long index) => new(new ImagePrompt(text, 32, 32) { Index = index });
        var few = Options with { Prompts = [Own("a", 0), Own("b", 1000)], Count = 4 };
        var more = Options with { Prompts = [Own("c", 2000), Own("a", 0), Own("d", 3000), Own("b", 1000)], Count = 8, Output = folder.File("more") };
        PromptRun.Work(few, generator, cancellationToken: Cancelled);
        PromptRun.Work(more, generator, cancellationToken: Cancelled);
        foreach (var (before, after, index) in new[] { (0, 1, "0"), (1, 3, "1000"), (2, 5, "1"), (3, 7, "1001") })
        {
            Assert.Equal(File.ReadAllBytes(folder.File($"run/images/{before:D6}.png")), File.ReadAllBytes(folder.File($"more/images/{after:D6}.png")));
            Assert.Equal(index, PngText.Read(folder.File($"run/images/{before:D6}.png")).ToDictionary()["softcfg.index"]);
        }
        Assert.NotEqual(File.ReadAllBytes(folder.File("run/images/000000.png")), File.ReadAllBytes(folder.File("run/images/000002.png")));
    }

    [Fact]
    public void Speculation_and_pictures_work_in_runs_as_they_do_elsewhere()
    {
        var pixels = Enumerable.Range(0, 3 * 64 * 32).Select(i => (byte)(7 * i)).ToArray();
        PngWriter.Write(folder.File("picture.png"), new RgbImage(64, 32, pixels));
        var prompt = new ImagePrompt("make it winter", 64, 32) { Template = PromptTemplate.Edit };
        var options = Options with
        {
            Prompts = [new(prompt) { Picture = RunPicture.Of(folder.File("picture.png")) }, Prompts[2]],
            Count = 2,
            Jacobi = new() { Window = 4, Initialization = DraftInitialization.RepeatLeft },
            Guidance = PromptImageGenerator.ReleasedGuidance with { Strength = 2 },
        };
        using var generator = Load();
        PromptRun.Work(options, generator, cancellationToken: Cancelled);
        var expected = generator.Generate(new()
        {
            Prompts = [prompt with { Picture = generator.Encode(ImageReader.Read(folder.File("picture.png"))) }, Prompts[2].Prompt],
            Seed = 3,
            Guidance = options.Guidance,
            Jacobi = options.Jacobi,
        }, null, Cancelled).ToList();
        Assert.All(expected, image => Assert.Equal(image.Image.Pixels, ImageReader.Read(folder.File($"run/images/{image.Index:D6}.png")).Pixels));
        var text = PngText.Read(folder.File("run/images/000000.png")).ToDictionary();
        Assert.Equal(("picture.png", "4"), (text["softcfg.picture"], text["softcfg.jacobi.window"]));
        Assert.Equal(GuidanceKind.SoftCfg, RunFolder.Open(options.Output).Plan.Guidance.Kind);

        // The same name, another picture.
        PngWriter.Write(folder.File("picture.png"), new RgbImage(64, 32, new byte[3 * 64 * 32]));
        var other = options with { Prompts = [options.Prompts[0] with { Picture = RunPicture.Of(folder.File("picture.png")) }, Prompts[2]] };
        Assert.Contains("prompt 1 picture sha256 ", Assert.Throws<RunException>(() => PromptRun.Work(other, generator, cancellationToken: Cancelled)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"classes\"", "\"klasses\"", "it speaks neither of classes nor of prompts, or of both")]
    [InlineData("\"count\": 22", "\"count\": 0", "it speaks of no images")]
    public void A_plan_that_cannot_be_is_called_damaged(string what, string by, string message)
    {
        using var run = new RunFixture();
        RunFixture.Work(run.Options);
        var path = Path.Combine(run.Output, "run.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace(what, by, StringComparison.Ordinal));
        Assert.Contains(message, Assert.Throws<RunException>(() => RunFolder.Open(run.Output)).Message, StringComparison.Ordinal);
    }

    private static PromptImageGenerator Load() => PromptImageGenerator.Load(TinyLumina.Shared, weights: WeightFormat.Float32, fingerprint: true);

    private static (long[] Shape, int[] Values) Ints(SafetensorsFile file, string name)
    {
        using var read = file.Read(name);
        return (read.shape, read.data<int>().ToArray());
    }
}
