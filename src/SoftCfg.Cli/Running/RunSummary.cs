using System.Globalization;
using SoftCfg.Cli.Terminal;
using SoftCfg.Guidance;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Running;

/// <summary>What a finished run made.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Arrays">The arrays that were written, one for each kind of guidance, or none.</param>
/// <param name="Images">Images that this process made.</param>
/// <param name="Seconds">Seconds that it worked.</param>
internal sealed record RunSummary(RunSettings Settings, IReadOnlyList<string> Arrays, long Images, double Seconds)
{
    private long Count => Settings.Runs.Sum(run => run.Run.Count);

    public void Write(VisibleWriter writer)
    {
        if (Settings.Json)
            WriteJson(writer);
        else
            WriteText(writer);
    }

    private void WriteText(VisibleWriter writer)
    {
        var own = Settings.Workers > 1 ? $"by {Settings.Workers} workers"
            : string.Create(CultureInfo.InvariantCulture, $"{Images} of them now, in {Seconds:F1} s");
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Count} images, {own}"));
        for (var i = 0; i < Settings.Runs.Count; i++)
        {
            var (_, run) = Settings.Runs[i];
            writer.WriteLine($"run     {run.Output}");
            foreach (var formula in RunFormulas.Of(run))
                writer.WriteLine($"formula {formula}");
            if (run.Images != ImageStorage.None)
                writer.WriteLine($"images  {Path.Combine(run.Output, "images")}");
            if (run.SaveTokens)
                writer.WriteLine($"tokens  {Path.Combine(run.Output, "tokens")}");
            if (Arrays.Count > 0)
                writer.WriteLine($"array   {Arrays[i]}");
        }
    }

    private void WriteJson(VisibleWriter writer) => JsonOutput.Write(writer, new
    {
        Version = RunProvenance.LibraryVersion,
        Model = RunFolder.Open(Settings.Runs[0].Run.Output).Plan.Model.Name,
        Settings.Runs[0].Run.Seed,
        Images = Count,
        ImagesNow = Settings.Workers > 1 ? (long?)null : Images,
        Seconds = Math.Round(Seconds, 3),
        Settings.Workers,
        Settings.Device,
        Settings.Threads,
        Runs = Settings.Runs.Select((run, i) => new
        {
            Guidance = GuidanceNames.Of(run.Kind),
            Folder = run.Run.Output,
            Npz = Arrays.Count > 0 ? Arrays[i] : null,
        }),
    });
}
