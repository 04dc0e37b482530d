using SoftCfg.Decoding.Jacobi;
using SoftCfg.Imaging;
using SoftCfg.Layers;
using SoftCfg.Tests.Common;
using SoftCfg.Tests.Imaging;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Tests.Recipes;

/// <summary>The code of docs/recipes/text-to-image.md.</summary>
public sealed class TextToImageTests : IDisposable
{
    private readonly TemporaryFolder files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void The_example_writes_an_image_per_prompt()
    {
        var (folder, output, width, height) = (TinyLumina.Shared, files.Path, 32, 64);
        var tokensPerPass = new List<double>();
        // begin generate
        using var generator = PromptImageGenerator.Load(folder, weights: WeightFormat.Int4);
        var options = new PromptOptions
        {
            Prompts = [new("a red fox in the snow", width, height), new("a lighthouse at dusk", width, height) { Seed = 7 }],
            Guidance = generator.DefaultGuidance with { Strength = 2 },
            Jacobi = new JacobiOptions { Window = 16 },
        };
        foreach (var image in generator.Generate(options))
        {
            PngWriter.Write(Path.Combine(output, $"{image.Index}.png"), image.Image);
            tokensPerPass.Add(image.Jacobi!.TokensPerPass);
        }
        // end generate
        Assert.Equal(["0.png", "1.png"], Directory.GetFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(tokensPerPass, tokens => Assert.InRange(tokens, 0.5, 16));
    }

    [Fact]
    public void The_example_of_a_picture_makes_it_the_upper_half()
    {
        var (path, width, height) = (files.File("depth.png"), 32, 64);
        PngWriter.Write(path, TestImages.Gradient(200, 100));
        using var generator = PromptImageGenerator.Load(TinyLumina.Shared, weights: WeightFormat.Float32);
        // begin picture
        var upperHalf = CenterCrop.Apply(ImageReader.Read(path), width, height / 2);
        var prompt = new ImagePrompt("a room in spring", width, height)
        {
            Template = PromptTemplate.FromDepth,
            Picture = generator.Encode(upperHalf),
        };
        // end picture
        var image = generator.Generate(new() { Prompts = [prompt] }).Single();
        Assert.Equal((32, 64), (image.Image.Width, image.Image.Height));
        // Its codes, as they were given, each row with its end.
        Assert.Equal(prompt.Picture.Codes.Take(4).Select(code => image.Rows.Codes.First + code).Append(image.Rows.RowEnd), image.Tokens.Take(5));
    }
}
