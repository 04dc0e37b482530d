using System.Globalization;
using SoftCfg.Guidance;

namespace SoftCfg.Cli.Sampling;

/// <summary>Where the files of a run go.</summary>
/// <param name="options">The run.</param>
internal sealed class OutputFolder(SampleOptions options)
{
    public string Sheet => Path.Combine(options.Output, "sheet.png");

    /// <summary>The folder of the images of a kind.</summary>
    public string Images(GuidanceKind kind) =>
        options.Kinds.Count == 1 ? options.Output : Path.Combine(options.Output, GuidanceNames.Of(kind));

    /// <summary>The file of an image.</summary>
    public string Image(GuidanceKind kind, long index) =>
        Path.Combine(Images(kind), string.Create(CultureInfo.InvariantCulture, $"{index:D6}.png"));

    /// <summary>The array of all images of a kind: beside their folder.</summary>
    public string Npz(GuidanceKind kind)
    {
        // In full: beside the folder "." is not ".".
        var folder = options.Kinds.Count == 1 ? Path.GetFullPath(Images(kind)) : Images(kind);
        return Path.TrimEndingDirectorySeparator(folder) + ".npz";
    }

    /// <summary>Makes the folders and writes to each: minutes later is a bad time to find that it cannot be.</summary>
    public void Prepare()
    {
        try
        {
            foreach (var folder in options.Kinds.Select(Images).Append(options.Output).Distinct(StringComparer.Ordinal))
            {
                Directory.CreateDirectory(folder);
                var probe = Path.Combine(folder, $".softcfg-{Guid.NewGuid():N}.tmp");
                using (File.Create(probe, 1, FileOptions.DeleteOnClose))
                {
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--output: cannot write to '{options.Output}': {e.Message}");
        }
    }
}
