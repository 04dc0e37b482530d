using System.Globalization;
using SoftCfg.Evaluation;
using SoftCfg.Guidance;
using SoftCfg.Plots;

namespace SoftCfg.Sweeps;

/// <summary>
/// The pictures of a sweep: FID and Inception Score against the scale, and precision against recall. A series has points
/// that differ in scale alone.
/// </summary>
internal static class SweepPlots
{
    /// <summary>Series stand this share of the scales apart, or their error bars would lie on one another.</summary>
    private const double Apart = 0.006;

    /// <summary>Draws what the finished points allow, at least FID.</summary>
    /// <returns>File names and plots.</returns>
    internal static IEnumerable<(string File, LinePlot Plot)> Of(SweepTable table)
    {
        yield return ("fid.png", AgainstScale(table, "FID against guidance scale", "FID (lower is better)",
            figures => figures.Fid, figures => figures.FidInterval));
        if (table.Results.Any(result => result.Figures.InceptionScore is not null))
        {
            yield return ("is.png", AgainstScale(table,
                "Inception Score against guidance scale", "Inception Score (higher is better)",
                figures => figures.InceptionScore, figures => figures.InceptionScoreInterval));
        }
        if (table.Results.Any(result => result.Figures is { Precision: not null, Recall: not null }))
            yield return ("precision-recall.png", PrecisionAgainstRecall(table));
    }

    private static LinePlot AgainstScale(SweepTable table, string title, string label, Func<EvaluationResult, double?> figure,
        Func<EvaluationResult, ConfidenceInterval?> interval)
    {
        var scales = table.Results.Select(result => result.Point.Scale).OfType<double>().DefaultIfEmpty(1).ToList();
        return new LinePlot
        {
            Title = title,
            XLabel = "guidance scale",
            YLabel = label,
            Footer = Footer(table, bars: true),
            Series = SideBySide(Series(table, result => result.Point.Scale is { } scale
                ? [At(scale, result)]
                // Without guidance there is no scale: a level to compare with, as wide as the scales are.
                : scales.Min() == scales.Max() ? [At(scales[0], result)] : [At(scales.Min(), result), At(scales.Max(), result)]),
                Apart * (scales.Max() - scales.Min())),
        };

        PlotPoint At(double scale, SweepResult result)
        {
            var ends = interval(result.Figures);
            return new PlotPoint(scale, figure(result.Figures) ?? double.NaN) { Low = ends?.Lower, High = ends?.Upper };
        }
    }

    private static LinePlot PrecisionAgainstRecall(SweepTable table) => new()
    {
        Title = "Precision against recall",
        XLabel = "recall (higher: the samples cover the reference)",
        YLabel = "precision (higher: samples look like the reference)",
        Footer = $"numbers are guidance scales · {Footer(table, bars: false)}",
        Series = Series(table, result =>
        [
            new PlotPoint(result.Figures.Recall ?? double.NaN, result.Figures.Precision ?? double.NaN)
            {
                Label = result.Point.Scale?.ToString(CultureInfo.InvariantCulture) ?? "none",
            },
        ]),
    };

    private static List<PlotSeries> SideBySide(List<PlotSeries> series, double distance) => series
        .Select((one, i) => one with
        {
            Points = one.Points.Select(p => p with { X = p.X + distance * (i - (series.Count - 1) / 2.0) }).ToList(),
        }).ToList();

    private static List<PlotSeries> Series(SweepTable table, Func<SweepResult, IEnumerable<PlotPoint>> points)
    {
        var all = table.Results.Select(result => result.Point).ToList();
        return table.Results.GroupBy(result => AtAnyScale(result.Point))
            .Select(group => new PlotSeries(NameOf(group.Key, all),
                group.OrderBy(result => result.Point.Scale).SelectMany(points).ToList()))
            .ToList();
    }

    private static SweepPoint AtAnyScale(SweepPoint point) =>
        new(GuidanceSettings.Scale.Reset(point.Guidance), point.Sampling);

    /// <summary>The kind of guidance, and every other setting that has several values in the sweep.</summary>
    private static string NameOf(SweepPoint point, IReadOnlyList<SweepPoint> all)
    {
        var varied =
            from column in SweepColumn.All
            where column.Name != GuidanceSettings.Kind.Column && column.Name != GuidanceSettings.Scale.Column
            where column.Value(point) is not null && all.Select(column.Value).OfType<string>().Distinct(StringComparer.Ordinal).Count() > 1
            select $"{column.Title} {column.Value(point)}";
        return string.Join(", ", varied.Prepend(GuidanceNames.TitleOf(point.Guidance.Kind)));
    }

    private static string Footer(SweepTable table, bool bars)
    {
        var plan = table.Plan;
        var interval = bars && plan.Resamples > 0 ? $" · bars: {100 * plan.ConfidenceLevel} % confidence" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{plan.Model.Name} · {plan.Count} images per point, seed {plan.Seed} · against {table.Reference}{interval}");
    }
}
