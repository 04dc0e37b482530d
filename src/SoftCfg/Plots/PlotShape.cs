using SkiaSharp;

namespace SoftCfg.Plots;

/// <summary>A series as what is drawn of it, in pixels.</summary>
internal sealed class PlotShape
{
    /// <summary>Fewer points than this always get a marker and an error bar each.</summary>
    private const int FewestOfBand = 12;

    private readonly List<SKPoint[]> lines = [];
    private readonly List<SKPoint[]> bands = [];
    private readonly List<(SKPoint Top, SKPoint Bottom)> bars = [];
    private readonly List<SKPoint> markers = [];
    private readonly List<(SKPoint Point, string Text)> labels = [];

    /// <summary>The polygons of the bands.</summary>
    public IReadOnlyList<SKPoint[]> Bands => bands;

    /// <summary>The error bars.</summary>
    public IReadOnlyList<(SKPoint Top, SKPoint Bottom)> Bars => bars;

    /// <summary>The line, broken where points are missing.</summary>
    public IReadOnlyList<SKPoint[]> Lines => lines;

    /// <summary>The centres of the markers.</summary>
    public IReadOnlyList<SKPoint> Markers => markers;

    /// <summary>The labelled points.</summary>
    public IReadOnlyList<(SKPoint Point, string Text)> Labels => labels;

    /// <summary>The shape of one of the series of a plot.</summary>
    public static PlotShape Of(IReadOnlyList<PlotSeries> all, int index, PlotLayout layout)
    {
        var series = all[index];
        SKPoint At(PlotPoint point) => new(layout.AtX(point.X), layout.AtY(point.Y));
        var drawn = series.Points.Where(p => p.IsDrawn).ToList();
        var spacing = Spacing(drawn.ConvertAll(At));
        var dense = series.Connected && drawn.Count >= FewestOfBand && spacing < 1.2f * layout.Em;
        // Lines that run close to each other have their markers at different points.
        var stride = dense ? (int)Math.Clamp(6 * layout.Em / spacing, 1, drawn.Count) : 1;
        var phase = stride * index / all.Count + stride / 2;

        var shape = new PlotShape();
        var at = 0;
        foreach (var run in Runs(series))
        {
            var asBand = dense && run.Count > 1;
            if (series.Connected && run.Count > 1)
                shape.lines.Add(run.Select(At).ToArray());
            if (asBand && run.Exists(p => p.HasSpread))
            {
                var top = run.Select(p => At(p with { Y = p.Top }));
                shape.bands.Add(top.Concat(run.Select(p => At(p with { Y = p.Bottom })).Reverse()).ToArray());
            }
            foreach (var point in run)
            {
                if (!asBand && point.HasSpread)
                    shape.bars.Add((At(point with { Y = point.Top }), At(point with { Y = point.Bottom })));
                if (!asBand || point.Label is not null || at % stride == phase % stride)
                    shape.markers.Add(At(point));
                if (point.Label is not null)
                    shape.labels.Add((At(point), point.Label));
                at++;
            }
        }
        return shape;
    }

    /// <summary>Small areas that together hold everything but the labels.</summary>
    /// <param name="size">Their side, in pixels.</param>
    public IEnumerable<SKRect> Covered(float size)
    {
        var bandEdges = bands.SelectMany(band => band.Take(band.Length / 2)
            .Select((top, i) => new[] { top, band[^(i + 1)] }));
        var strokes = lines.Concat(bandEdges).Concat(bars.Select(bar => new[] { bar.Top, bar.Bottom }));
        return strokes.SelectMany(stroke => Along(stroke, size)).Concat(markers)
            .Select(centre => SKRect.Create(centre.X - size / 2, centre.Y - size / 2, size, size));
    }

    /// <summary>Pixels from one point to the next, on the axis along which the series is longer.</summary>
    private static float Spacing(List<SKPoint> points)
    {
        if (points.Count < 2)
            return float.PositiveInfinity;
        var width = points.Max(p => p.X) - points.Min(p => p.X);
        var height = points.Max(p => p.Y) - points.Min(p => p.Y);
        return Math.Max(Math.Max(width, height) / (points.Count - 1), 0.01f);
    }

    /// <summary>The stretches without a gap.</summary>
    private static IEnumerable<List<PlotPoint>> Runs(PlotSeries series)
    {
        var run = new List<PlotPoint>();
        foreach (var point in series.Points)
        {
            if (point.IsDrawn)
            {
                run.Add(point);
                continue;
            }
            if (run.Count > 0)
                yield return run;
            run = [];
        }
        if (run.Count > 0)
            yield return run;
    }

    /// <summary>Points on a line, at most a step apart.</summary>
    private static IEnumerable<SKPoint> Along(SKPoint[] line, float step)
    {
        for (var i = 1; i < line.Length; i++)
        {
            var (from, way) = (line[i - 1], line[i] - line[i - 1]);
            var count = (int)(way.Length / step) + 1;
            for (var k = 0; k <= count; k++)
                yield return new SKPoint(from.X + way.X * k / count, from.Y + way.Y * k / count);
        }
    }
}
