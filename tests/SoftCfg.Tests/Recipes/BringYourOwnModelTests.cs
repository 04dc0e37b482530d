using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Recipes;

/// <summary>The code of docs/recipes/bring-your-own-model.md, and that it does what the page says.</summary>
public sealed class BringYourOwnModelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("softcfg-").FullName;

    [Fact]
    public void The_example_writes_an_image_per_class()
    {
        var model = Model();
        // begin sample
        using var generator = new ImageGenerator(model, new PaletteTokenizer())
        {
            DefaultGuidance = new GuidanceOptions { Kind = GuidanceKind.SoftCfg, Scale = 4 },
        };
        foreach (var image in generator.Generate(new GenerationOptions { Classes = [0, 1, 2], Seed = 7 }))
            PngWriter.Write(Path.Combine(folder, $"{image.Index}.png"), image.Image);
        // end sample
        Assert.Equal(["0.png", "1.png", "2.png"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Softcfg_of_strength_0_is_classifier_free_guidance()
    {
        var plain = Tokens(new GuidanceOptions { Kind = GuidanceKind.ClassifierFree });
        Assert.Equal(plain, Tokens(new GuidanceOptions { Kind = GuidanceKind.SoftCfg, Strength = 0 }));
    }

    [Fact]
    public void Each_kind_of_guidance_gives_other_images()
    {
        var kinds = Enum.GetValues<GuidanceKind>();
        var images = kinds.Select(kind => string.Join(' ', Tokens(new GuidanceOptions { Kind = kind })));
        Assert.Equal(kinds.Length, images.Distinct().Count());
    }

    [Fact]
    public void An_image_survives_its_own_tokenizer()
    {
        using var tokenizer = new PaletteTokenizer();
        using var tokens = tensor(Enumerable.Range(0, 32).Select(i => i % 8L).ToArray(), [2, 16], ScalarType.Int64);
        using var pixels = tokenizer.Decode(tokens);
        using var again = tokenizer.Encode(pixels);
        Assert.Equal(Tensors.Longs(tokens), Tensors.Longs(again));
    }

    [Fact]
    public void A_tokenizer_of_another_codebook_is_refused()
    {
        using var model = Model();
        using var tokenizer = Decoding.TinyTokenizer.Load();
        var refusal = Assert.Throws<ArgumentException>(() => new ImageGenerator(model, tokenizer));
        Assert.Equal("The model predicts 16 tokens of 8 codes, the image tokenizer takes 16 tokens of 32: " +
            "they do not belong together.", refusal.Message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static long[] Tokens(GuidanceOptions guidance)
    {
        using var generator = new ImageGenerator(Model(), new PaletteTokenizer());
        var options = new GenerationOptions { Classes = [0, 1, 2, 0, 1, 2, 0, 1], Guidance = guidance };
        return generator.Generate(options).SelectMany(image => image.Tokens).ToArray();
    }

    /// <summary>The model with weights that are the same in every run, large enough to have opinions.</summary>
    private static TinyTransformer Model()
    {
        var model = new TinyTransformer();
        using var noGradients = no_grad();
        using var random = new Generator(3);
        foreach (var parameter in model.parameters())
        {
            using var values = randn(parameter.shape, generator: random);
            parameter.copy_(values.TimesInPlace(0.5));
        }
        return model;
    }
}
