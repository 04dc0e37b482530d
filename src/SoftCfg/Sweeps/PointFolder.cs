using System.Globalization;
using SoftCfg.Files;

namespace SoftCfg.Sweeps;

/// <summary>The files of one point.</summary>
internal sealed class PointFolder(string path)
{
    /// <summary>The figures: the point is finished once it is there.</summary>
    internal string Result => Path.Combine(path, "result.json");

    /// <summary>What the network has seen of the images.</summary>
    internal string Statistics => Path.Combine(path, "samples.stats.safetensors");

    /// <summary>All images, where they are kept.</summary>
    internal string Images => Path.Combine(path, "samples.npz");

    /// <summary>How long the finished chunks took.</summary>
    internal string Timing => Path.Combine(path, "timing.json");

    /// <summary>Some of the images, by the number of the chunk.</summary>
    internal string Chunk(int number) =>
        Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"chunk-{number:D4}.npz"));

    /// <summary>Makes the folder if need be and clears it of what a killed run left.</summary>
    internal void Prepare()
    {
        Directory.CreateDirectory(path);
        TemporaryFiles.ClearLeftovers(path);
    }

    /// <summary>Removes what a finished point does not need.</summary>
    internal void RemoveChunks()
    {
        foreach (var chunk in Directory.EnumerateFiles(path, "chunk-*.npz").ToList())
            File.Delete(chunk);
        File.Delete(Timing);
    }
}
