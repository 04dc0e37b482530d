using SkiaSharp;
using SoftCfg.Imaging;

namespace SoftCfg.Plots;

/// <summary>The legend of a <see cref="LinePlot"/>: a sample and a name for every named series.</summary>
internal sealed class PlotLegend
{
    private readonly IReadOnlyList<(int? Series, string Name)> entries;
    private readonly TextStyle style;
    private readonly SKPoint corner;

    private PlotLegend(IReadOnlyList<(int? Series, string Name)> entries, TextStyle style, SKPoint corner)
    {
        (this.entries, this.style, this.corner) = (entries, style, corner);
        Width = SampleWidth + 2.2f * Padding + entries.Max(e => style.Measure(e.Name)) + Padding;
    }

    public float Width { get; }

    /// <summary>The area it takes.</summary>
    public SKRect Area => SKRect.Create(corner.X, corner.Y, Width, entries.Count * style.LineHeight + Padding);

    private float Padding => 0.6f * style.Size;

    private float SampleWidth => 2.2f * style.Size;

    /// <summary>A legend without a place; null when no series has a name.</summary>
    /// <param name="series">The series of the plot.</param>
    /// <param name="style">How names are written.</param>
    /// <param name="width">The widest it may be; longer names end in "…".</param>
    /// <param name="height">The highest it may be; the last line counts the series that do not fit.</param>
    public static PlotLegend? Of(IReadOnlyList<PlotSeries> series, TextStyle style, float width, float height)
    {
        var nameWidth = width - 5 * style.Size;
        var named = series.Select((s, i) => (Series: (int?)i, s.Name)).Where(e => e.Name.Length > 0)
            .Select(e => (e.Series, style.Wrap(e.Name.ReplaceLineEndings(" "), nameWidth, maximumLines: 1)[0])).ToList();
        if (named.Count == 0)
            return null;
        var most = Math.Max(1, (int)((height - style.Size) / style.LineHeight));
        if (named.Count > most)
        {
            var left = named.Count - most + 1;
            named.RemoveRange(most - 1, left);
            named.Add((null, $"and {left} more"));
        }
        return new PlotLegend(named, style, SKPoint.Empty);
    }

    /// <summary>The same with its upper left corner at a place.</summary>
    public PlotLegend At(float x, float y) => new(entries, style, new SKPoint(x, y));

    /// <summary>The places within axes where people look for it, the most usual first.</summary>
    public IReadOnlyList<PlotLegend> Places(SKRect frame, float gap)
    {
        var (top, centre, bottom) = (frame.Top + gap, frame.MidY - Area.Height / 2, frame.Bottom - gap - Area.Height);
        var (left, middle, right) = (frame.Left + gap, frame.MidX - Width / 2, frame.Right - gap - Width);
        return
        [
            At(right, top), At(left, top), At(right, bottom), At(left, bottom),
            At(right, centre), At(left, centre), At(middle, top), At(middle, bottom),
        ];
    }

    /// <summary>Draws it.</summary>
    /// <param name="canvas">The page.</param>
    /// <param name="sample">Draws the sample of a series from a point to another.</param>
    public void Draw(Canvas canvas, Action<int, SKPoint, SKPoint> sample)
    {
        var top = corner.Y + Padding / 2;
        foreach (var (series, name) in entries)
        {
            var (left, middle) = (corner.X + Padding, top + style.LineHeight / 2f);
            if (series is { } index)
                sample(index, new SKPoint(left, middle), new SKPoint(left + SampleWidth, middle));
            canvas.Write(new PlacedText([name], left + SampleWidth + Padding, top, style));
            top += style.LineHeight;
        }
    }
}
