using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Tests.Imaging;

namespace SoftCfg.Tests.Recipes;

/// <summary>The code of README.md.</summary>
public sealed class ReadmeExampleTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("softcfg-").FullName;

    [Fact]
    public void The_example_writes_three_images()
    {
        // begin library
        using var generator = ImageGenerator.Load("fashion");
        var options = new GenerationOptions
        {
            Classes = [0, 7, 8],  // a T-shirt, a sneaker, a bag
            Seed = 42,
            Guidance = generator.DefaultGuidance with { Kind = GuidanceKind.SoftCfg, Strength = 1 },
        };
        foreach (var image in generator.Generate(options))
            PngWriter.Write(Path.Combine(folder, $"{image.Index}.png"), image.Image);
        // end library
        Assert.Equal(3, Directory.GetFiles(folder, "*.png").Length);
    }

    [Fact]
    public void The_example_of_originals_keeps_half_of_one()
    {
        var path = Path.Combine(folder, "photo.png");
        PngWriter.Write(path, TestImages.Gradient(200, 100));
        // begin originals
        using var generator = ImageGenerator.Load("fashion");
        var original = CenterCrop.Apply(ImageReader.Read(path), generator.ImageSize);
        var options = new GenerationOptions { Classes = [8, 8, 8], Original = _ => original, Keep = 0.5 };
        foreach (var image in generator.Generate(options))
            PngWriter.Write(Path.Combine(folder, $"{image.Index}.png"), image.Image);
        // end originals
        Assert.Equal(4, Directory.GetFiles(folder, "*.png").Length);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
