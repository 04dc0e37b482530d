using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Sampling;

/// <summary>Where the files of a run go.</summary>
internal sealed class OutputFolder
{
    private readonly string folder;
    private readonly IReadOnlyList<GuidanceKind> kinds;

    /// <param name="folder">What <c>--output</c> says.</param>
    /// <param name="kinds">The kinds of guidance, at least one.</param>
    public OutputFolder(string folder, IReadOnlyList<GuidanceKind> kinds)
    {
        (this.folder, this.kinds) = (folder, kinds);
        // Of a configuration: the options cannot hold one.
        if (folder.Contains('\0', StringComparison.Ordinal))
            throw new UsageException($"--output: the name of the folder '{folder}' holds a NUL character. Give another.");
    }

    public string Sheet => Path.Combine(folder, ImageFolder.Sheet);

    /// <summary>What there is of the image that is being decoded.</summary>
    public string Preview => Path.Combine(folder, ImageFolder.Preview);

    /// <summary>The folder of the images of a kind.</summary>
    public string Images(GuidanceKind kind) =>
        kinds.Count == 1 ? folder : Path.Combine(folder, GuidanceNames.Of(kind));

    /// <summary>The file of an image.</summary>
    public string Image(GuidanceKind kind, long index) => ImageFiles.Numbered(Images(kind), index);

    /// <summary>The array of all images of a kind: beside their folder.</summary>
    public string Npz(GuidanceKind kind)
    {
        // In full: beside the folder "." is not ".".
        var images = kinds.Count == 1 ? Path.GetFullPath(Images(kind)) : Images(kind);
        return Path.TrimEndingDirectorySeparator(images) + ".npz";
    }

    /// <summary>Whether a path, in full, is one of the images or the sheet.</summary>
    /// <param name="path">The path.</param>
    /// <param name="count">Images of each kind.</param>
    public bool Holds(string path, int count) => path == Path.GetFullPath(Sheet) ||
        kinds.Any(kind => ImageFiles.IsNumbered(path, Images(kind), count));

    /// <summary>Makes the folders and takes them, or says why that cannot be.</summary>
    /// <exception cref="UsageException">They cannot be written, or hold a run, whose images are not to be replaced one by one.</exception>
    public OutputHold Take()
    {
        if (kinds.Select(Images).Append(folder).FirstOrDefault(RunFolder.IsRun) is { } run)
        {
            throw new UsageException($"--output: '{run}' is the folder of a run. 'softcfg run' goes on with it; give another folder.");
        }
        return OutputHold.Take(folder, kinds.Select(Images).Append(folder));
    }
}
