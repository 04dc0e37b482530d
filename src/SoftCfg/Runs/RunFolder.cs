using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SoftCfg.Diagnostics;
using SoftCfg.Files;

namespace SoftCfg.Runs;

/// <summary>The folder of a run: <c>run.json</c>, the images, and the records of finished chunks.</summary>
public sealed class RunFolder
{
    private const string AnotherFolder = "Give another output folder.";

    // ENOSPC and EDQUOT of Linux and macOS, ERROR_DISK_FULL of Windows.
    private static readonly int[] DiskFull = [28, 122, 69, unchecked((int)0x80070070)];

    private RunFolder(RunLayout layout, RunPlanFile file) => (Layout, Plan, Library) = (layout, file.Plan, file.Library);

    /// <summary>The folder.</summary>
    public string Path => Layout.Root;

    /// <summary>The plan.</summary>
    public RunPlan Plan { get; }

    /// <summary>The version of the library that began it.</summary>
    public string Library { get; }

    internal RunLayout Layout { get; }

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
        return new RunFolder(layout, RunJson.Read(layout.Plan, AnotherFolder, content =>
        {
            EnsureFormat(layout, RunJson.Object(content));
            var file = JsonSerializer.Deserialize<RunPlanFile>(content, RunJson.Options) ?? throw new JsonException("it says null.");
            return file.Plan is { Count: > 0, ChunkSize: > 0 } plan && plan.Count <= (double)RunOptions.MostChunks * plan.ChunkSize
                ? file : throw new JsonException("it speaks of no images.");
        }));
    }

    /// <summary>Begins a run in a folder, or joins the one that is there.</summary>
    /// <exception cref="RunException">The folder cannot be written, or holds another run or something else.</exception>
    internal static RunFolder Take(string path, RunPlan plan)
    {
        Prepare(path);
        var layout = new RunLayout(path);
        try
        {
            if (!File.Exists(layout.Plan))
                Begin(layout, plan);
            EnsureIsOf(path, plan);
            string?[] folders =
            [
                layout.Records, layout.Claims, layout.Workers, plan.Images == ImageStorage.None ? null : layout.Images,
                plan.Tokens ? layout.Tokens : null, plan.Traces ? layout.Traces : null,
            ];
            foreach (var folder in folders.OfType<string>())
                Directory.CreateDirectory(folder);
            return new RunFolder(layout, new RunPlanFile { Format = "", Library = RunProvenance.LibraryVersion, Plan = plan });
        }
        catch (Exception e) when (Refusal(path, e) is not null)
        {
            throw Refusal(path, e)!;
        }
    }

    /// <summary>Makes the folder, and makes sure that it can be written.</summary>
    internal static void Prepare(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            TextFile.EnsureWritable(System.IO.Path.Combine(path, "run.json"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RunException(path, $"the run cannot be written here: {e.Message}", e);
        }
    }

    /// <summary>Refuses to mix what is here with the images of another plan.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="aside">What is not known yet.</param>
    /// <exception cref="RunException">The plan that is here is another; the message names what differs.</exception>
    internal static void EnsureIsOf(string path, RunPlan plan, params string[] aside)
    {
        var layout = new RunLayout(path);
        var differences = RunJson.Read(layout.Plan, AnotherFolder, content =>
        {
            var found = RunJson.Object(content);
            EnsureFormat(layout, found);
            return found["plan"] is JsonObject begun
                ? PlanDifference.Of(begun, plan, RunJson.Options, aside) : throw new JsonException("it has no plan.");
        });
        if (differences.Count > 0)
        {
            throw new RunException(path, $"the run in this folder was begun with {string.Join("; ", differences)}. Give another output " +
                "folder, or the settings that it was begun with.");
        }
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
        EnsureFinished();
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

    /// <summary>The record of a chunk.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="RunException">It is damaged.</exception>
    internal ChunkRecord? Record(int number)
    {
        const string Remedy = "Remove it, and the same command makes the chunk anew.";
        var path = Layout.Record(number);
        if (!File.Exists(path))
            return null;
        var record = RunJson.Read<ChunkRecord>(path, Remedy);
        return record.Problem(Plan, Plan.Chunk(number)) is { } problem
            ? throw new RunException(path, $"the file is damaged: {problem} {Remedy}") : record;
    }

    /// <summary>All records in order, of a run that is finished.</summary>
    /// <exception cref="RunException">A chunk has none, or a damaged one.</exception>
    internal IEnumerable<ChunkRecord> AllRecords()
    {
        EnsureFinished();
        return Enumerable.Range(0, Plan.Chunks).Select(number => Record(number) ?? throw Unfinished());
    }

    /// <summary>Refuses a run that has gaps.</summary>
    internal void EnsureFinished()
    {
        if (Finished() < Plan.Chunks)
            throw Unfinished();
    }

    /// <summary>Chunks that have a record.</summary>
    internal int Finished() => Directory.Exists(Layout.Records)
        ? Layout.RecordedChunks().Where(number => number < Plan.Chunks).Distinct().Count() : 0;

    /// <summary>Removes records that say nothing, so that their chunks are made again.</summary>
    internal void ForgetDamagedRecords(ILogger logger)
    {
        foreach (var number in Layout.RecordedChunks().Where(number => number < Plan.Chunks).ToList())
        {
            try
            {
                Record(number);
            }
            catch (RunException e)
            {
                Log.RecordDamaged(logger, e.Message);
                File.Delete(Layout.Record(number));
            }
        }
    }

    /// <summary>What a failure of the system to read or write means to people; null of any other exception.</summary>
    internal RunException? Refusal(Exception e) => Refusal(Path, e);

    private static RunException? Refusal(string path, Exception e)
    {
        // Those of the library speak for themselves.
        if (e is not (IOException or UnauthorizedAccessException) || e.GetType().Assembly != typeof(IOException).Assembly)
            return null;
        if (!Directory.Exists(path))
            return new RunException(path, "the folder of the run is gone. Once it is back, the same command goes on.", e);
        return new RunException(path, DiskFull.Contains(e.HResult)
            ? $"the disk is full: {e.Message} Finished chunks are kept; once there is room, the same command goes on."
            : $"the run cannot be written: {e.Message} Finished chunks are kept; the same command goes on.", e);
    }

    private static void Begin(RunLayout layout, RunPlan plan)
    {
        if (new[] { layout.Images, layout.Records, layout.Tokens }.FirstOrDefault(Directory.Exists) is { } older)
        {
            throw new RunException(layout.Root, $"there is '{System.IO.Path.GetFileName(older)}' of some run, but run.json, which says of " +
                $"which, is missing. {AnotherFolder}");
        }
        using var file = new AtomicFile(layout.Plan);
        file.Stream.Write(System.Text.Encoding.UTF8.GetBytes(RunJson.Text(new RunPlanFile
        {
            Format = RunPlanFile.CurrentFormat,
            Library = RunProvenance.LibraryVersion,
            Plan = plan,
        })));
        // Another worker may have been first; then its plan counts.
        file.TryCommitAsNew();
    }

    private static void EnsureFormat(RunLayout layout, JsonObject found)
    {
        var format = found["format"] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? (string?)value : null;
        if (format != RunPlanFile.CurrentFormat)
            throw new RunException(layout.Plan, $"this is no run in the format {RunPlanFile.CurrentFormat}. {AnotherFolder}");
    }

    private RunException Unfinished()
    {
        var finished = Layout.RecordedChunks().ToHashSet();
        var missing = Enumerable.Range(0, Plan.Chunks).Where(number => !finished.Contains(number)).ToList();
        var first = missing.Count > 0 ? Plan.Chunk(missing[0]).First : 0;
        return new RunException(Path, $"{missing.Count} of {Plan.Chunks} chunks are not finished, the first of them that of image {first}. " +
            "The same 'softcfg run' goes on.");
    }
}
