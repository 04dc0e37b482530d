using SoftCfg.Checkpoints;
using SoftCfg.Imaging;
using SoftCfg.Tests.Decoding;
using SoftCfg.Tests.Imaging;
using SoftCfg.Tests.Recipes;

namespace SoftCfg.Tests;

/// <summary>Originals through the facade, and the image tokenizer by itself.</summary>
public sealed class ReconstructionTests : IDisposable
{
    private const int Size = 64;

    private readonly TemporaryFolder folder = new();
    private readonly ImageGenerator generator = new(TinyRar.Load(), TinyTokenizer.Load());
    private readonly ImageReconstructor reconstructor = new(TinyTokenizer.Load());

    public void Dispose()
    {
        generator.Dispose();
        reconstructor.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Keeping_everything_gives_the_originals_as_the_tokenizer_reconstructs_them()
    {
        var images = Generate(Options(keep: 1));
        Assert.All(images, (image, i) => Assert.Equal(reconstructor.Reconstruct(Original(i)).Pixels, image.Image.Pixels));
        Assert.NotEqual(images[0].Tokens, images[1].Tokens);
    }

    [Fact]
    public void Keeping_nothing_gives_the_images_sampled_without_originals() =>
        Assert.Equal(Tokens(Generate(Options(keep: 0) with { Original = null })), Tokens(Generate(Options(keep: 0))));

    [Fact]
    public void The_trace_says_which_tokens_were_kept()
    {
        var kept = Generate(Options(keep: 1));
        var images = Generate(Options(keep: 0.5) with { Trace = true });
        Assert.All(images, (image, i) =>
        {
            var mask = image.Trace!.Kept;
            Assert.Contains(false, mask);
            Assert.Contains(true, mask);
            Assert.All(mask, (isKept, place) => Assert.True(!isKept || image.Tokens[place] == kept[i].Tokens[place]));
        });
    }

    [Fact]
    public void An_image_with_an_original_does_not_depend_on_its_batch() =>
        Assert.Equal(Tokens(Generate(Options(keep: 0.5) with { BatchSize = 1 })), Tokens(Generate(Options(keep: 0.5))));

    [Fact]
    public void Originals_are_asked_for_batch_by_batch_and_by_their_place()
    {
        var asked = new List<long>();
        var options = Options(keep: 0.5) with
        {
            FirstIndex = 100,
            BatchSize = 2,
            Original = i =>
            {
                asked.Add(i);
                return Original(i);
            },
        };
        Assert.Equal(100, generator.Generate(options, cancellationToken: TestContext.Current.CancellationToken).First().Index);
        Assert.Equal([0, 1], asked);
    }

    [Fact]
    public void An_original_of_another_size_is_refused_with_what_is_expected()
    {
        var options = Options(keep: 0.5) with { Original = i => i == 1 ? TestImages.Gradient(63, 65) : Original(i) };
        var error = Assert.Throws<ArgumentException>(() => Generate(options));
        Assert.Equal("Original 1 has 63 × 65 pixels, the image tokenizer takes 64 × 64. CenterCrop makes it fit.", error.Message);
        error = Assert.Throws<ArgumentException>(() => reconstructor.Reconstruct(TestImages.Gradient(64, 32)));
        Assert.Equal("The image has 64 × 32 pixels, the image tokenizer takes 64 × 64. CenterCrop makes it fit.", error.Message);
    }

    [Fact]
    public void Cancelling_stops_before_the_next_original()
    {
        using var cancellation = new CancellationTokenSource();
        var options = Options(keep: 1) with
        {
            Original = i =>
            {
                Assert.Equal(0, i);
                cancellation.Cancel();
                return Original(i);
            },
        };
        Assert.Throws<OperationCanceledException>(() => generator.Generate(options, cancellationToken: cancellation.Token).ToList());
    }

    [Fact]
    public void A_probability_that_is_none_or_has_no_originals_is_refused_before_anything_runs()
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => generator.Generate(Options(keep: 1.5)));
        Assert.Equal("Keep is 1.5; it must be from 0 to 1.", error.Message);
        error = Assert.Throws<ArgumentException>(() => generator.Generate(Options(keep: 0.5) with { Original = null }));
        Assert.StartsWith("Keep is 0.5, but there are no originals", error.Message);
    }

    [Fact]
    public void Pixels_reach_the_tokenizer_as_they_are()
    {
        // Every token of this tokenizer is a pixel of one of eight colours, so these images survive it.
        using var palette = new ImageReconstructor(new PaletteTokenizer());
        byte[] corners = [0, 0, 0, 0, 0, 255, 0, 255, 0, 0, 255, 255, 255, 0, 0, 255, 0, 255, 255, 255, 0, 255, 255, 255];
        var image = new RgbImage(4, 4, [.. corners, .. corners.Reverse()]);
        Assert.Equal(image.Pixels, palette.Reconstruct(image).Pixels);
    }

    [Fact]
    public void A_tokenizer_is_loaded_from_a_model_folder_without_its_generator()
    {
        var model = TinyModel.Create(folder.File("model"));
        File.Delete(Path.Combine(model.Path, model.Generator.File));
        var expected = reconstructor.Reconstruct(Original(0)).Pixels;
        using var ofModel = ImageReconstructor.Load(model, cancellationToken: TestContext.Current.CancellationToken);
        // What is loaded is packed, and sums in another order than libtorch: a byte on the edge may be its neighbour.
        Assert.All(expected.Zip(ofModel.Reconstruct(Original(0)).Pixels), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        Assert.Equal(Size, ofModel.ImageSize);
    }

    [Fact]
    public void A_checkpoint_alone_tells_what_tokenizer_it_is()
    {
        var model = TinyModel.Create(folder.File("model"));
        using var ofFile = Load(Path.Combine(model.Path, model.Tokenizer.File));
        // Convolutions fit every image; of a file alone the published size is assumed.
        Assert.Equal(256, ofFile.ImageSize);
        Assert.Equal(256, ofFile.Reconstruct(TestImages.Gradient(256, 256)).Width);
    }

    [Fact]
    public void A_checkpoint_that_is_no_tokenizer_is_refused()
    {
        var model = TinyModel.Create(folder.File("model"));
        var error = Assert.Throws<CheckpointException>(() => Load(Path.Combine(model.Path, model.Generator.File)));
        Assert.EndsWith("a generator; an image tokenizer is needed here.", error.Message);
        Assert.Throws<CheckpointException>(() => Load(folder.File("missing.bin")));
    }

    private static RgbImage Original(long i) => TestImages.Plain(Size, Size, (byte)(40 * i), (byte)(255 - 30 * i), 128);

    private static GenerationOptions Options(double keep) => new()
    {
        Classes = [3, 1, 4, 1, 5],
        Seed = 7,
        Original = Original,
        Keep = keep,
    };

    private static ImageReconstructor Load(string checkpoint) =>
        ImageReconstructor.Load(checkpoint, cancellationToken: TestContext.Current.CancellationToken);

    private List<GeneratedImage> Generate(GenerationOptions options) =>
        generator.Generate(options, cancellationToken: TestContext.Current.CancellationToken).ToList();

    private static List<string> Tokens(IEnumerable<GeneratedImage> images) =>
        images.Select(image => string.Join(' ', image.Tokens)).ToList();
}
