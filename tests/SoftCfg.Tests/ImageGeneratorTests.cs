using SoftCfg.Guidance;
using SoftCfg.Sessions;
using SoftCfg.Tests.Imaging;

namespace SoftCfg.Tests;

public sealed class ImageGeneratorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("softcfg-").FullName;
    private readonly ImageGenerator generator;

    public ImageGeneratorTests() => generator = ImageGenerator.Load(TinyModel.Create(folder));

    public void Dispose()
    {
        generator.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(GuidanceKind.None)]
    [InlineData(GuidanceKind.ClassifierFree)]
    [InlineData(GuidanceKind.SoftCfg)]
    public void An_image_depends_on_seed_and_index_but_not_on_its_batch(GuidanceKind kind)
    {
        var options = new GenerationOptions
        {
            Classes = [3, 1, 4, 1, 5, 9, 2],
            Seed = 7,
            Guidance = new GuidanceOptions { Kind = kind },
        };
        var one = Generate(options with { BatchSize = 1 });
        Assert.Equal(Tokens(one), Tokens(Generate(options with { BatchSize = 3 })));
        Assert.Equal(Tokens(one), Tokens(Generate(options with { BatchSize = 16 })));
        Assert.Equal(Tokens(one).Skip(2), Tokens(Generate(options with { Classes = [4, 1, 5, 9, 2], FirstIndex = 2 })));
        Assert.NotEqual(Tokens(one), Tokens(Generate(options with { Seed = 8 })));
    }

    [Fact]
    public void Strength_zero_is_classifier_free_guidance()
    {
        var options = new GenerationOptions { Classes = [0, 1, 2], Guidance = new GuidanceOptions { Kind = GuidanceKind.ClassifierFree } };
        var soft = options with { Guidance = new GuidanceOptions { Kind = GuidanceKind.SoftCfg, Strength = 0 } };
        Assert.Equal(Tokens(Generate(options)), Tokens(Generate(soft)));
        Assert.NotEqual(Tokens(Generate(options)), Tokens(Generate(soft with { Guidance = new GuidanceOptions() })));
    }

    [Fact]
    public void Images_carry_index_class_and_pixels_and_progress_reaches_the_end()
    {
        var progress = new List<GenerationProgress>();
        var images = generator.Generate(new GenerationOptions { Classes = [2, 0, 1], FirstIndex = 40, BatchSize = 2 },
            new Collected(progress), TestContext.Current.CancellationToken).ToList();

        Assert.Equal([40, 41, 42], images.Select(i => i.Index));
        Assert.Equal([2, 0, 1], images.Select(i => i.ClassLabel));
        Assert.All(images, i => Assert.Equal((64, 64, 16), (i.Image.Width, i.Image.Height, i.Tokens.Count)));
        Assert.All(images, i => Assert.Null(i.Trace));
        Assert.Equal(new GenerationProgress(3, 3, 48, 48), progress[^1] with { Snapshots = null });
        Assert.Equal(progress.Select(p => p.Tokens).Order(), progress.Select(p => p.Tokens));
    }

    [Fact]
    public void Snapshots_show_what_there_is_of_the_images_at_work()
    {
        var taken = new List<IReadOnlyList<ImageSnapshot>>();
        var images = generator.Generate(new GenerationOptions { Classes = [2, 0, 1], BatchSize = 2 },
            new Taken(taken), TestContext.Current.CancellationToken).ToList();
        Assert.Equal([.. Enumerable.Repeat(2, 16), .. Enumerable.Repeat(1, 16)], taken.Select(batch => batch.Count));
        for (var step = 0; step < 16; step++)
            Assert.All(taken[step], (snapshot, i) => Assert.Equal(images[i].Tokens.Take(step + 1), snapshot.Tokens));
        Assert.False(taken[14][0].IsWhole);
        Assert.True(taken[15][1].IsWhole);
        Assert.Equal(images[1].Image.Pixels, taken[15][1].Render().Pixels);
        // The first of four rows of four cells, and no more.
        var part = taken[3][1].Render();
        Assert.NotEqual((128, 128, 128), part[63, 15]);
        Assert.Equal((128, 128, 128), part[0, 16]);
    }

    [Fact]
    public void What_is_kept_of_an_original_shows_from_the_beginning()
    {
        var original = TestImages.Gradient(64, 64);
        var taken = new List<IReadOnlyList<ImageSnapshot>>();
        _ = generator.Generate(new GenerationOptions { Classes = [2], Original = _ => original, Keep = 1 },
            new Taken(taken), TestContext.Current.CancellationToken).ToList();
        Assert.NotEqual((128, 128, 128), taken[0][0].Render()[63, 63]);
    }

    [Fact]
    public void A_trace_is_split_by_image()
    {
        var images = generator.Generate(new GenerationOptions { Classes = [2, 0], Trace = true }).ToList();
        Assert.All(images, image =>
        {
            Assert.Equal(16, image.Trace!.Scale.Count);
            Assert.Equal(16, image.Trace.Confidence.Count);
            Assert.Equal(16, image.Trace.Divergence.Count);
            Assert.Equal(9, image.Trace.ValueWeights[9].Count);
        });
        Assert.NotEqual(images[0].Trace!.Confidence, images[1].Trace!.Confidence);
    }

    [Fact]
    public void Bad_options_are_named_before_anything_runs()
    {
        var good = new GenerationOptions { Classes = [0] };
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Generate(good with { BatchSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Generate(good with { FirstIndex = -1 }));
        Assert.ThrowsAny<ArgumentException>(() => generator.Generate(good with { Guidance = new GuidanceOptions { Scale = double.NaN } }));
        var error = Assert.Throws<ArgumentException>(() => generator.Generate(good with { Classes = [0, 10] }));
        Assert.Equal("Class 10 does not exist: the model has classes 0 to 9.", error.Message);
    }

    private List<GeneratedImage> Generate(GenerationOptions options) =>
        generator.Generate(options, cancellationToken: TestContext.Current.CancellationToken).ToList();

    private static List<string> Tokens(IEnumerable<GeneratedImage> images) =>
        images.Select(image => string.Join(' ', image.Tokens)).ToList();

    private sealed class Taken(List<IReadOnlyList<ImageSnapshot>> taken) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => taken.Add(value.Snapshots!());
    }

    private sealed class Collected(List<GenerationProgress> reports) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => reports.Add(value);
    }
}
