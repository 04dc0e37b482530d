using System.Globalization;

namespace SoftCfg.Sweeps;

/// <summary>The table for programs.</summary>
internal static class SweepCsv
{
    private static readonly (string Name, Func<SweepResult, object?> Value)[] Columns =
    [
        .. SweepColumn.All.Select(column => (column.Name, (Func<SweepResult, object?>)(result => column.Value(result.Point)))),
        ("fid", result => result.Figures.Fid),
        ("fid_lower", result => result.Figures.FidInterval?.Lower),
        ("fid_upper", result => result.Figures.FidInterval?.Upper),
        ("sfid", result => result.Figures.SFid),
        ("inception_score", result => result.Figures.InceptionScore),
        ("inception_score_lower", result => result.Figures.InceptionScoreInterval?.Lower),
        ("inception_score_upper", result => result.Figures.InceptionScoreInterval?.Upper),
        ("precision", result => result.Figures.Precision),
        ("recall", result => result.Figures.Recall),
        ("images", result => result.Images),
        ("seconds", result => Math.Round(result.Seconds, 3)),
    ];

    internal static string Of(SweepTable table)
    {
        var rows = table.Results.Select(result => Columns.Select(column => Text(column.Value(result))));
        var lines = rows.Prepend(Columns.Select(column => column.Name)).Select(cells => string.Join(',', cells));
        return string.Join('\n', lines) + "\n";
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
