using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Loading;
using SoftCfg.Npz;
using SoftCfg.Sweeps;

namespace SoftCfg.Tests.Sweeps;

/// <summary>The tiny model, a reference and a folder for sweeps.</summary>
public sealed class SweepFixture : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SweepFixture()
    {
        Model = TinyModel.Create(folder.File("model"));
        Reference = WriteReference("reference.npz", 8, 64, seed: 3);
    }

    public ModelDescription Model { get; }

    public string Reference { get; }

    public string Output => folder.File("sweep");

    public SweepOptions Options => new()
    {
        Model = Model,
        Reference = Reference,
        Output = Output,
        Grid = new SweepGrid().Over(GuidanceSettings.Kind, GuidanceKind.None, GuidanceKind.SoftCfg),
        Count = 6,
        Seed = 5,
    };

    public string File(string name) => folder.File(name);

    /// <summary>The files of the sweep by their path in it, in order.</summary>
    public IReadOnlyList<string> Files => Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Output, file).Replace('\\', '/')).Order(StringComparer.Ordinal).ToList();

    /// <summary>Writes images of noise.</summary>
    public string WriteReference(string name, int count, int size, int seed) => WriteImages(name, size, (count, seed));

    /// <summary>Writes images of noise, as many of each seed as are asked for.</summary>
    public string WriteImages(string name, int size, params (int Count, int Seed)[] parts)
    {
        using var file = new NpzWriter(File(name), size, size);
        foreach (var (count, seed) in parts)
        {
            var random = new Random(seed);
            for (var i = 0; i < count; i++)
            {
                var pixels = new byte[size * size * 3];
                random.NextBytes(pixels);
                file.Append(new RgbImage(size, size, pixels));
            }
        }
        file.Complete();
        return File(name);
    }

    public void Dispose() => folder.Dispose();
}
