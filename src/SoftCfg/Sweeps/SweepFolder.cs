using System.Text.Json;
using System.Text.Json.Nodes;
using SoftCfg.Files;
using SoftCfg.Runs;

namespace SoftCfg.Sweeps;

/// <summary>The output folder of a sweep, held by one process at a time.</summary>
internal sealed class SweepFolder : IDisposable
{
    private const string Elsewhere = "Give another output folder, or the settings that it was begun with.";

    private readonly FolderLock hold;

    private SweepFolder(string path, FolderLock hold) => (Path, this.hold) = (path, hold);

    /// <summary>The folder.</summary>
    internal string Path { get; }

    /// <summary>The plan and the results.</summary>
    internal string Json => File("sweep.json");

    /// <summary>What the network has seen of the reference.</summary>
    internal string ReferenceStatistics => File("reference.stats.safetensors");

    private string Points => File("points");

    /// <summary>Makes the folder if need be and makes sure that it can be written, by this process alone.</summary>
    /// <exception cref="SweepException">It cannot, or another sweep is running in it.</exception>
    internal static SweepFolder Open(string path)
    {
        try
        {
            return new SweepFolder(path, FolderLock.Take(path));
        }
        catch (FolderInUseException e)
        {
            throw new SweepException(path, $"another run is writing to this folder: {e.Holder}. Wait for its end, or give another.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(path, $"the sweep cannot be written here: {e.Message}", e);
        }
    }

    /// <summary>Refuses a folder whose own images are the reference: the sweep's plots would become part of it.</summary>
    /// <exception cref="SweepException">It is one folder, by whatever path.</exception>
    internal static void EnsureIsNot(string path, string reference)
    {
        if (Directory.Exists(reference) && RealPath.Of(path) == RealPath.Of(reference))
        {
            throw new SweepException(path, "this is also the folder of the reference, of which the sweep's own plots would " +
                "become a part. Give another output folder.");
        }
    }

    /// <summary>The folder of a point; there may be none yet.</summary>
    internal PointFolder Point(SweepPoint point) => new(System.IO.Path.Combine(Points, point.Key));

    /// <summary>Refuses to mix what is here with the points of another plan.</summary>
    /// <exception cref="SweepException">The plan that is here is another; the message names what differs.</exception>
    internal void EnsureIsOf(SweepPlan plan)
    {
        if (!System.IO.File.Exists(Json))
        {
            if (Directory.Exists(Points))
                throw new SweepException(Points, "there are points of a sweep, but sweep.json, which says of which, is missing.");
            return;
        }
        if (SweepJson.Read(Json, "Give another output folder.", content => Difference(content, plan)) is { } difference)
        {
            throw new SweepException(Path, $"the sweep in this folder was begun with {difference}: their points cannot be " +
                $"compared. {Elsewhere}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => hold.Dispose();

    /// <summary>The settings in which a plan differs from that of a file, in words; null if there are none.</summary>
    private string? Difference(byte[] content, SweepPlan plan)
    {
        var found = RunJson.Object(content);
        var format = found["format"] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? (string?)value : null;
        if (format != SweepFile.CurrentFormat || found["plan"] is not JsonObject begun)
        {
            throw new SweepException(Json,
                $"this is no sweep in the format {SweepFile.CurrentFormat}. Give another output folder.");
        }
        // What is finished is not sampled again because the library has a newer version.
        return PlanDifference.Of(begun, plan, SweepJson.Options, "library") is { Count: > 0 } differences
            ? string.Join("; ", differences) : null;
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
