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

    /// <summary>Reads the figures.</summary>
    /// <param name="point">The point that they must be of.</param>
    /// <param name="plan">What they must have been made by.</param>
    /// <exception cref="SweepException">They are damaged or of something else.</exception>
    internal SweepResult ReadResult(SweepPoint point, SweepPlan plan)
    {
        const string Remedy = "Remove it, and it is made anew.";
        var result = SweepJson.Read<SweepResult>(Result, Remedy);
        if (ResultChecks.Problem(result, point, plan) is { } problem)
            throw new SweepException(Result, $"{problem} {Remedy}");
        return result;
    }

    /// <summary>Reads how long the finished chunks took.</summary>
    /// <exception cref="SweepException">The file is damaged.</exception>
    internal double ReadTiming()
    {
        const string Remedy = "Remove it; only the point's time is lost.";
        var seconds = File.Exists(Timing) ? SweepJson.Read<double>(Timing, Remedy) : 0;
        return ResultChecks.IsDuration(seconds)
            ? seconds
            : throw new SweepException(Timing, $"the file is damaged: it says {seconds} seconds. {Remedy}");
    }

    /// <summary>Removes what a finished point does not need.</summary>
    internal void RemoveChunks()
    {
        foreach (var chunk in Directory.EnumerateFiles(path, "chunk-*.npz").ToList())
            File.Delete(chunk);
        File.Delete(Timing);
    }
}
