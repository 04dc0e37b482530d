using System.Text.Json;
using System.Text.Json.Nodes;
using SoftCfg.Files;

namespace SoftCfg.Runs;

/// <summary>Begins a run in a folder, or joins the one that is there if its plan is the same.</summary>
internal static class RunStart
{
    /// <summary>What to do about a folder that holds something else.</summary>
    internal const string AnotherFolder = "Give another output folder.";

    /// <summary>Begins or joins a run.</summary>
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
        catch (Exception e) when (RunRefusal.Of(path, e) is not null)
        {
            throw RunRefusal.Of(path, e)!;
        }
    }

    /// <summary>Makes the folder, and makes sure that it can be written.</summary>
    /// <exception cref="RunException">It cannot.</exception>
    internal static void Prepare(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            TextFile.EnsureWritable(Path.Combine(path, "run.json"));
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

    /// <summary>Refuses a plan of another version.</summary>
    /// <exception cref="RunException">It is one.</exception>
    internal static void EnsureFormat(RunLayout layout, JsonObject found)
    {
        var format = found["format"] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? (string?)value : null;
        if (format != RunPlanFile.CurrentFormat)
            throw new RunException(layout.Plan, $"this is no run in the format {RunPlanFile.CurrentFormat}. {AnotherFolder}");
    }

    private static void Begin(RunLayout layout, RunPlan plan)
    {
        if (new[] { layout.Images, layout.Records, layout.Tokens }.FirstOrDefault(Directory.Exists) is { } older)
        {
            throw new RunException(layout.Root, $"there is '{Path.GetFileName(older)}' of some run, but run.json, which says of which, is " +
                $"missing. {AnotherFolder}");
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
}
