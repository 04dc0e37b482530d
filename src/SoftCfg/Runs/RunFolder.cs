using System.Text.Json;
using SoftCfg.Files;

namespace SoftCfg.Runs;

/// <summary>The folder of a run: <c>run.json</c>, the images, and the records of finished chunks.</summary>
public sealed class RunFolder
{
    internal RunFolder(RunLayout layout, RunPlanFile file)
    {
        (Layout, Plan, Library) = (layout, file.Plan, file.Library);
        Records = new RunRecords(layout, Plan);
    }

    /// <summary>The folder.</summary>
    public string Path => Layout.Root;

    /// <summary>The plan.</summary>
    public RunPlan Plan { get; }

    /// <summary>The version of the library that began it.</summary>
    public string Library { get; }

    internal RunLayout Layout { get; }

    internal RunRecords Records { get; }

    /// <summary>Whether a folder is that of a run.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>Whether it holds a plan.</returns>
    public static bool IsRun(string path) => File.Exists(new RunLayout(path).Plan);

    /// <summary>Opens the folder of a run to look at it.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The run.</returns>
    /// <exception cref="RunException">There is no run, or its plan is damaged or of another version.</exception>
    public static RunFolder Open(string path)
    {
        var layout = new RunLayout(path);
        if (!File.Exists(layout.Plan))
            throw new RunException(path, "there is no run in this folder: it has no run.json. Give a folder that 'softcfg run' wrote.");
        return new RunFolder(layout, RunJson.Read(layout.Plan, RunStart.AnotherFolder, content =>
        {
            RunStart.EnsureFormat(layout, RunJson.Object(content));
            var file = JsonSerializer.Deserialize<RunPlanFile>(content, RunJson.Options) ?? throw new JsonException("it says null.");
            return file.Plan.Problem is { } problem ? throw new JsonException(problem) : file;
        }));
    }

    /// <summary>Writes all images of the run, which must be finished, into one <c>.npz</c>; memory does not grow with them.</summary>
    /// <param name="path">The file, in an existing folder; one that exists is replaced.</param>
    /// <param name="labels">Whether class labels are written beside them, as <c>arr_1</c>.</param>
    /// <param name="progress">Told of images done, and all.</param>
    /// <param name="cancellationToken">Checked every few images; nothing is left then.</param>
    /// <returns>Images written. The same run gives the same bytes.</returns>
    /// <exception cref="RunException">The run is not finished, keeps no images, or a file is not what its record says.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public long Merge(string path, bool labels = false, IProgress<(long Done, long Total)>? progress = null,
        CancellationToken cancellationToken = default) => new RunMerge(this, path, labels, progress, cancellationToken).Run();

    /// <summary>Compares every file with its record.</summary>
    /// <param name="progress">Told of chunks done, and all.</param>
    /// <param name="cancellationToken">Checked at every file.</param>
    /// <returns>What was found; a run that is not finished is none of the damages.</returns>
    public RunVerification Verify(IProgress<(long Done, long Total)>? progress = null, CancellationToken cancellationToken = default) =>
        new RunVerifier(this, progress, cancellationToken).Run();

    /// <summary>Takes away the records of chunks with damaged files: the same run makes them anew.</summary>
    /// <param name="verification">What <see cref="Verify"/> found.</param>
    /// <returns>How many chunks.</returns>
    /// <exception cref="IOException">A record cannot be removed.</exception>
    public int Forget(RunVerification verification)
    {
        var chunks = verification.Damaged.Select(file => file.Chunk).Distinct().ToList();
        foreach (var chunk in chunks)
            File.Delete(Layout.Record(chunk));
        return chunks.Count;
    }

    /// <summary>Who works on what.</summary>
    /// <returns>What the folder says now.</returns>
    /// <exception cref="RunException">The folder cannot be read.</exception>
    public RunStatus Status()
    {
        try
        {
            return RunStatus.Of(this);
        }
        catch (Exception e) when (Refusal(e) is not null)
        {
            throw Refusal(e)!;
        }
    }

    /// <summary>Files and folders that an evaluation takes for the images of the run, in order; the run must be finished.</summary>
    /// <returns>Paths.</returns>
    /// <exception cref="RunException">It is not, or keeps no images.</exception>
    public IReadOnlyList<string> ImageSources()
    {
        Records.EnsureFinished();
        if (Plan.Images == ImageStorage.None)
            throw new RunException(Path, "this run kept tokens and no images. 'softcfg decode' makes images of them.");
        var files = Enumerable.Range(0, Plan.Chunks).SelectMany(number => RunLayout.FilesOf(Plan, Plan.Chunk(number)))
            .Where(name => name.StartsWith("images/", StringComparison.Ordinal)).Select(Layout.Full);
        return (Plan.Images == ImageStorage.Npz ? files : files.Select(file => System.IO.Path.GetDirectoryName(file)!))
            .Distinct(StringComparer.Ordinal).ToList();
    }

    /// <summary>Reads a file of a record.</summary>
    /// <exception cref="RunException">It is missing or cannot be read.</exception>
    internal byte[] Read(RecordedFile file)
    {
        var path = Layout.Full(file.Name);
        try
        {
            return RegularFile.ReadAllBytes(path, int.MaxValue - 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(path, File.Exists(path) ? $"the file cannot be read: {e.Message}" : "the file is missing.", e);
        }
    }

    /// <summary>A file that is not what its record says.</summary>
    internal RunException Damaged(RecordedFile file) => new(Layout.Full(file.Name),
        "the file is not what was written. 'softcfg verify --repair' finds all of these and has the same run make them anew.");

    /// <summary>What a failure of the system to read or write means to people; null of any other exception.</summary>
    internal RunException? Refusal(Exception e) => RunRefusal.Of(Path, e);
}
