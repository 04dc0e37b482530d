using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Sampling;

/// <summary>Where the files of a run go.</summary>
internal sealed class OutputFolder
{
    private readonly SampleOptions options;

    public OutputFolder(SampleOptions options)
    {
        this.options = options;
        // Of a configuration: the options cannot hold one.
        if (options.Output.Contains('\0', StringComparison.Ordinal))
            throw new UsageException($"--output: the name of the folder '{options.Output}' holds a NUL character. Give another.");
    }

    public string Sheet => Path.Combine(options.Output, ImageFolder.Sheet);

    /// <summary>The folder of the images of a kind.</summary>
    public string Images(GuidanceKind kind) =>
        options.Kinds.Count == 1 ? options.Output : Path.Combine(options.Output, GuidanceNames.Of(kind));

    /// <summary>The file of an image.</summary>
    public string Image(GuidanceKind kind, long index) => ImageFiles.Numbered(Images(kind), index);

    /// <summary>The array of all images of a kind: beside their folder.</summary>
    public string Npz(GuidanceKind kind)
    {
        // In full: beside the folder "." is not ".".
        var folder = options.Kinds.Count == 1 ? Path.GetFullPath(Images(kind)) : Images(kind);
        return Path.TrimEndingDirectorySeparator(folder) + ".npz";
    }

    /// <summary>Whether a path, in full, is one of the images or the sheet.</summary>
    /// <param name="path">The path.</param>
    /// <param name="count">Images of each kind.</param>
    public bool Holds(string path, int count) => path == Path.GetFullPath(Sheet) ||
        options.Kinds.Any(kind => ImageFiles.IsNumbered(path, Images(kind), count));

    /// <summary>Makes the folders and takes them, or says why that cannot be.</summary>
    /// <exception cref="UsageException">They cannot be written, or hold a run, whose images are not to be replaced one by one.</exception>
    public OutputHold Take()
    {
        if (options.Kinds.Select(Images).Append(options.Output).FirstOrDefault(RunFolder.IsRun) is { } run)
        {
            throw new UsageException($"--output: '{run}' is the folder of a run. 'softcfg run' goes on with it; give 'softcfg sample' another.");
        }
        return OutputHold.Take(options.Output, options.Kinds.Select(Images).Append(options.Output));
    }
}
