using SoftCfg.Files;
using SoftCfg.Runs;

namespace SoftCfg.Sweeps;

/// <summary>The files of one point.</summary>
internal sealed class PointFolder(string path)
{
    private static readonly string[] FoldersOfRun = ["claims", "workers", "records", "images"];

    /// <summary>The figures: the point is finished once it is there.</summary>
    internal string Result => Path.Combine(path, "result.json");

    /// <summary>What the network has seen of the images.</summary>
    internal string Statistics => Path.Combine(path, "samples.stats.safetensors");

    /// <summary>All images, where they are kept.</summary>
    internal string Images => Path.Combine(path, "samples.npz");

    /// <summary>The folder itself: until the point is finished it is that of a run.</summary>
    internal string Run => path;

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

    /// <summary>Images in finished chunks.</summary>
    internal long Found() => RunFolder.IsRun(path) ? RunFolder.Open(path).Status().Images : 0;

    /// <summary>Removes what a finished point does not need: its run.</summary>
    internal void RemoveRun()
    {
        // Last of all the plan: what a kill leaves can be told from a run that is not finished.
        foreach (var folder in FoldersOfRun.Select(name => Path.Combine(path, name)).Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
        File.Delete(Path.Combine(path, "run.json"));
    }
}
