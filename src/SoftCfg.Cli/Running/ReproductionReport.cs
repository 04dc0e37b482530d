using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SoftCfg.Cli.Terminal;
using SoftCfg.Evaluation;
using SoftCfg.Files;
using SoftCfg.Guidance;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Running;

/// <summary>A row of a published table beside ours.</summary>
/// <param name="Published">The settings, and the figures that were published with them.</param>
/// <param name="Folder">The run.</param>
/// <param name="Reference">What it was compared with.</param>
/// <param name="Figures">Ours.</param>
internal sealed record ReproductionReport(PresetChoice Published, string Folder, string Reference, EvaluationResult Figures)
{
    private const string Nothing = "–";
    private const int LargestPlan = 1 << 26;

    private readonly RunFolder run = RunFolder.Open(Folder);

    /// <summary>For people.</summary>
    public string Markdown()
    {
        var text = new StringBuilder($"# {Published.Settings.Name}\n\n| figure | published | here | interval |\n|---|---:|---:|---:|\n");
        Row("FID", Published.Settings.Fid, Figures.Fid, Figures.FidInterval, "F2");
        Row("sFID", null, Figures.SFid, null, "F2");
        Row("Inception Score", Published.Settings.InceptionScore, Figures.InceptionScore, Figures.InceptionScoreInterval, "F2");
        Row("precision", null, Figures.Precision, null, "F3");
        Row("recall", null, Figures.Recall, null, "F3");
        text.Append('\n');
        foreach (var line in Remarks())
            text.Append(CultureInfo.InvariantCulture, $"- {line}\n");
        text.Append(CultureInfo.InvariantCulture, $"\n```json\n{Plan().ToJsonString(Indented)}\n```\n");
        return text.ToString();

        void Row(string name, double? published, double? here, ConfidenceInterval? interval, string format)
        {
            if (here is null && published is null)
                return;
            var between = interval is null ? Nothing : $"{Number(interval.Lower, format)} to {Number(interval.Upper, format)}";
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {Number(published, format)} | {Number(here, format)} | {between} |\n");
        }
    }

    /// <summary>For programs.</summary>
    public string Json() => new JsonObject
    {
        ["preset"] = Published.Settings.Name,
        ["published"] = new JsonObject
        {
            ["model"] = Published.Model.Name,
            ["fid"] = Published.Settings.Fid,
            ["inception_score"] = Published.Settings.InceptionScore,
            ["source"] = Published.Settings.Source,
            ["caveat"] = Published.Settings.Caveat,
        },
        ["figures"] = JsonNode.Parse(EvaluationJson.Write(Figures)),
        ["reference"] = Path.GetFileName(Path.TrimEndingDirectorySeparator(Reference)),
        ["run"] = Plan(),
        ["library"] = RunProvenance.LibraryVersion,
    }.ToJsonString(Indented) + "\n";

    private static JsonSerializerOptions Indented { get; } = new(JsonOutput.OneLine) { WriteIndented = true };

    private IEnumerable<string> Remarks()
    {
        yield return $"Published by {Published.Settings.Source}.";
        if (Published.Settings.Caveat is { } caveat)
            yield return caveat;
        if (run.Plan.Model.Name != Published.Model.Name)
            yield return $"Published for {Published.Model.Name}; this is a run of {run.Plan.Model.Name}: the figures cannot be compared.";
        yield return string.Create(CultureInfo.InvariantCulture, $"{run.Plan.Count} images of seed {run.Plan.Seed}; published figures are of 50000.");
        foreach (var formula in GuidanceFormula.Of(run.Plan.Guidance))
            yield return $"Guidance: {formula}.";
        yield return $"Reference {Path.GetFileName(Path.TrimEndingDirectorySeparator(Reference))}, seen by {Figures.Network}; precision and recall in float16.";
        foreach (var warning in Figures.Warnings)
            yield return warning;
        yield return $"SoftCfg {RunProvenance.LibraryVersion}; the run was begun by {run.Library}.";
    }

    /// <summary>As run.json has it: every setting, and the hashes of the weights.</summary>
    private JsonNode Plan() => JsonNode.Parse(TextFile.Read(Path.Combine(Folder, "run.json"), LargestPlan))!["plan"]!.DeepClone();

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? Nothing;
}
