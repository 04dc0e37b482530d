using System.Globalization;
using System.Text;
using System.Text.Json;
using SoftCfg.Evaluation;
using SoftCfg.Guidance;

namespace SoftCfg.Sweeps;

/// <summary>The figures of a sweep, one row per finished point, as Markdown, CSV and JSON.</summary>
/// <param name="Plan">What all points have in common.</param>
/// <param name="Reference">The reference's file or folder name.</param>
/// <param name="PlannedPoints">Points of the grid, finished or not.</param>
/// <param name="Results">The finished points, in the order of the grid.</param>
public sealed record SweepTable(SweepPlan Plan, string Reference, int PlannedPoints, IReadOnlyList<SweepResult> Results)
{
    private const string Nothing = "–";

    private static readonly string[] CsvColumns =
    [
        "kind", "scale", "power", "strength", "step_normalization", "confidence", "alignment", "temperature", "fid",
        "fid_lower", "fid_upper", "sfid", "inception_score", "inception_score_lower", "inception_score_upper", "precision",
        "recall", "images", "seconds",
    ];

    /// <summary>A table for people: figures rounded, intervals in brackets, a dash where a setting has no meaning.</summary>
    /// <returns>Markdown that ends with a line break.</returns>
    public string Markdown()
    {
        var text = new StringBuilder();
        string[] columns =
        [
            "guidance", "scale", "power", "strength", "step norm", "confidence", "alignment", "temperature", "FID", "sFID",
            "IS", "precision", "recall", "images", "seconds",
        ];
        AppendRow(text, columns);
        AppendRow(text, columns.Select((_, i) => i is 0 or 4 or 5 or 6 ? "---" : "---:"));
        foreach (var result in Results)
            AppendRow(text, Cells(result));
        text.AppendLine();
        text.Append(Footer());
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>A table for programs: a line of names, a line per point; all digits, empty where there is no value.</summary>
    /// <returns>Comma-separated values that end with a line break.</returns>
    public string Csv()
    {
        var lines = Results.Select(result => string.Join(',', Values(result).Select(Exact)));
        return string.Join('\n', lines.Prepend(string.Join(',', CsvColumns))) + "\n";
    }

    /// <summary>Plan and figures with everything that is known, the content of <c>sweep.json</c>.</summary>
    /// <returns>An indented JSON object that ends with a line break.</returns>
    public string Json() => JsonSerializer.Serialize(new SweepFile
    {
        Format = SweepFile.CurrentFormat,
        Plan = Plan,
        Reference = Reference,
        PlannedPoints = PlannedPoints,
        Points = Results,
    }, SweepJson.Options) + "\n";

    /// <summary>Writes <c>sweep.md</c>, <c>sweep.csv</c> and <c>sweep.json</c> into a folder, in place of older ones.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void Write(string folder)
    {
        SweepJson.WriteText(Path.Combine(folder, "sweep.json"), Json());
        SweepJson.WriteText(Path.Combine(folder, "sweep.csv"), Csv());
        SweepJson.WriteText(Path.Combine(folder, "sweep.md"), Markdown());
    }

    private string Footer()
    {
        var level = Plan.Resamples == 0 ? "" : Text($" In brackets: {100 * Plan.ConfidenceLevel}% confidence intervals.");
        var unfinished = Results.Count == PlannedPoints ? "" : $" {Results.Count} of {PlannedPoints} points are finished.";
        return Text($"Model {Plan.Model.Name}, seed {Plan.Seed}, {Plan.Count} images per point against {Reference}; ") +
            $"features of {Plan.Network.Split(' ')[0]}; SoftCfg {Plan.Library}.{level}{unfinished}\n";
    }

    private static IEnumerable<string> Cells(SweepResult result)
    {
        var (point, figures) = (result.Point, result.Figures);
        yield return GuidanceNames.Of(point.Kind);
        foreach (var setting in Settings(point).Skip(1))
            yield return setting is null ? Nothing : Exact(setting);
        yield return Rounded(figures.Fid, "F2", figures.FidInterval);
        yield return Rounded(figures.SFid, "F2");
        yield return Rounded(figures.InceptionScore, "F2", figures.InceptionScoreInterval);
        yield return Rounded(figures.Precision, "F3");
        yield return Rounded(figures.Recall, "F3");
        yield return Text($"{result.Images}");
        yield return Text($"{result.Seconds:F0}");
    }

    private static IEnumerable<object?> Values(SweepResult result)
    {
        var figures = result.Figures;
        return
        [
            .. Settings(result.Point),
            figures.Fid, figures.FidInterval?.Lower, figures.FidInterval?.Upper, figures.SFid,
            figures.InceptionScore, figures.InceptionScoreInterval?.Lower, figures.InceptionScoreInterval?.Upper,
            figures.Precision, figures.Recall, result.Images, Math.Round(result.Seconds, 3),
        ];
    }

    private static object?[] Settings(SweepPoint point) =>
    [
        GuidanceNames.Of(point.Kind), point.Scale, point.Power, point.Strength,
        point.StepNormalization is { } normalization ? normalization ? "on" : "off" : null,
        point.Confidence?.ToString().ToLowerInvariant(), point.Alignment?.ToString().ToLowerInvariant(), point.Temperature,
    ];

    private static string Rounded(double? value, string format, ConfidenceInterval? interval = null)
    {
        if (value is not { } number)
            return Nothing;
        string Round(double n) => n.ToString(format, CultureInfo.InvariantCulture);
        return interval is null ? Round(number) : $"{Round(number)} [{Round(interval.Lower)}, {Round(interval.Upper)}]";
    }

    private static string Exact(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
}
