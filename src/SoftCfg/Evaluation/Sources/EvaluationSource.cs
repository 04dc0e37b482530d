using SoftCfg.Evaluation.Metrics;
using SoftCfg.Npz;

namespace SoftCfg.Evaluation.Sources;

/// <summary>
/// A file or folder of an evaluation, open: images, moments of images, both, or all that is known of images. Owns what has
/// not been taken.
/// </summary>
internal sealed class EvaluationSource : IDisposable
{
    private const int SniffedBytes = 9;

    private NpzArchive? archive;

    private EvaluationSource(string path) => Path = path;

    /// <summary>The file or folder.</summary>
    internal string Path { get; }

    /// <summary>The images; null where there are none.</summary>
    internal IImageSet? Images { get; private set; }

    /// <summary>Moments that stand in for those of the images; null when they have to be measured.</summary>
    internal ImageSetMoments? Moments { get; private set; }

    /// <summary>What has been measured before; null when it has to be measured.</summary>
    internal ImageSetStatistics? Statistics { get; private set; }

    /// <summary>Opens a file by its content, or a folder.</summary>
    /// <exception cref="EvaluationFileException">It cannot be read, or holds nothing to evaluate.</exception>
    internal static EvaluationSource Open(string path, IFeatureNetwork network)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            return new EvaluationSource(path) { Images = new FolderImages(path) };
        try
        {
            return OpenFile(path, network);
        }
        catch (NpzException e)
        {
            throw new EvaluationFileException(e.Path, e.Problem, e);
        }
    }

    /// <summary>Hands over the moments.</summary>
    internal ImageSetMoments? TakeMoments()
    {
        var taken = Moments;
        Moments = null;
        return taken;
    }

    /// <summary>Hands over what has been measured before.</summary>
    internal ImageSetStatistics? TakeStatistics()
    {
        var taken = Statistics;
        Statistics = null;
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Images?.Dispose();
        Moments?.Dispose();
        Statistics?.Dispose();
        archive?.Dispose();
    }

    private static EvaluationSource OpenFile(string path, IFeatureNetwork network)
    {
        var start = ReadStart(path);
        if (start.AsSpan().StartsWith("PK"u8))
            return OpenArchive(path, network);
        if (start.Length == SniffedBytes && start[^1] == (byte)'{')
            return new EvaluationSource(path) { Statistics = StatisticsFile.Read(path, network) };
        throw new EvaluationFileException(path, "this is nothing to evaluate. Expected an .npz file with images or " +
            "statistics, a folder of PNG or JPEG images, or a .stats.safetensors file.");
    }

    private static byte[] ReadStart(string path)
    {
        using var file = NpzFile.Open(path);
        return file.Read(0, Math.Min(file.Length, SniffedBytes), "the first bytes");
    }

    private static EvaluationSource OpenArchive(string path, IFeatureNetwork network)
    {
        var source = new EvaluationSource(path) { archive = NpzArchive.Open(path) };
        try
        {
            if (NpzStatistics.AreIn(source.archive))
                source.Moments = NpzStatistics.Read(source.archive, network);
            if (source.Moments is null || source.archive.Has(NpzImages.Key))
                source.Images = new NpzImages(source.archive);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}
