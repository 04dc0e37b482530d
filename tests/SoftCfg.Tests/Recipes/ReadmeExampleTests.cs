using SoftCfg.Guidance;
using SoftCfg.Imaging;

namespace SoftCfg.Tests.Recipes;

/// <summary>The code of README.md.</summary>
public sealed class ReadmeExampleTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("softcfg-").FullName;

    [Fact]
    public void The_example_writes_three_images()
    {
        // begin library
        using var generator = ImageGenerator.Load(ModelFolder.Read(ModelFolder.Embedded));
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

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
