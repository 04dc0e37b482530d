using System.Globalization;
using System.Text;
using SoftCfg.Evaluation;

namespace SoftCfg.Sweeps;

/// <summary>The table for people.</summary>
internal static class SweepMarkdown
{
    private const string Nothing = "–";

    private static readonly (string Name, bool IsNumber, Func<SweepResult, string> Cell)[] Figures =
    [
        ("FID", true, result => Rounded(result.Figures.Fid, "F2", result.Figures.FidInterval)),
        ("sFID", true, result => Rounded(result.Figures.SFid, "F2")),
        ("IS", true, result => Rounded(result.Figures.InceptionScore, "F2", result.Figures.InceptionScoreInterval)),
        ("precision", true, result => Rounded(result.Figures.Precision, "F3")),
        ("recall", true, result => Rounded(result.Figures.Recall, "F3")),
        ("images", true, result => Exact(result.Images)),
        ("seconds", true, result => Rounded(result.Seconds, "F0")),
    ];

    /// <summary>A row per finished point; a column in which nothing has a value is left out.</summary>
    internal static string Of(SweepTable table)
    {
        var settings =
            from column in SweepColumn.All
            where !column.IsFine || table.Results.Any(result => column.Value(result.Point) is { } value && value != column.Default)
            select (column.Title, column.IsNumber, (Func<SweepResult, string>)(result => column.Value(result.Point) ?? Nothing));
        var columns = settings.Concat(Figures)
            .Select(column => (Name: column.Item1, IsNumber: column.Item2, Cells: table.Results.Select(column.Item3).ToList()))
            .Where(column => column.Cells.Exists(cell => cell != Nothing)).ToList();
        var text = new StringBuilder();
        if (columns.Count > 0)
        {
            Row(columns.Select(column => column.Name));
            Row(columns.Select(column => column.IsNumber ? "---:" : "---"));
            for (var i = 0; i < table.Results.Count; i++)
                Row(columns.Select(column => column.Cells[i]));
            text.Append('\n');
        }
        return text.AppendJoin('\n', Remarks(table)).Append('\n').ToString();

        void Row(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    private static IEnumerable<string> Remarks(SweepTable table)
    {
        var plan = table.Plan;
        if (table.Results.Count < table.PlannedPoints)
            yield return Text($"- {table.Results.Count} of {table.PlannedPoints} points are finished.");
        yield return Text($"- Model {plan.Model.Name}, seed {plan.Seed}, {plan.Count} images per point, in {plan.Dtype}{(plan.Weights is null ? "" : $", weights in {plan.Weights}")}.");
        yield return $"- Reference {table.Reference}, seen by {plan.Network.Split(' ')[0]}.";
        if (plan.Resamples > 0)
            yield return Text($"- In brackets: {100 * plan.ConfidenceLevel} % confidence intervals.");
        foreach (var warning in table.Results.SelectMany(result => result.Figures.Warnings).Distinct(StringComparer.Ordinal))
            yield return $"- {warning}";
        yield return $"- SoftCfg {plan.Library}.";
    }

    private static string Rounded(double? value, string format, ConfidenceInterval? interval = null)
    {
        string Round(double number) => number.ToString(format, CultureInfo.InvariantCulture);
        return value is not { } number ? Nothing
            : interval is null ? Round(number)
            : $"{Round(number)} [{Round(interval.Lower)}, {Round(interval.Upper)}]";
    }

    private static string Exact(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? Nothing;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
