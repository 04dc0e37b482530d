using SkiaSharp;
using SoftCfg.Imaging;

namespace SoftCfg.Plots;

/// <summary>Draws a <see cref="LinePlot"/> that was laid out.</summary>
internal sealed class PlotPainter(Canvas canvas, PlotLayout layout)
{
    private static readonly SKColor Grid = new(0xE4, 0xE6, 0xE9);

    private readonly float line = MathF.Max(1.5f, layout.Em / 7f);
    private readonly float radius = 0.3f * layout.Em;

    /// <summary>Draws everything, the points above the axes and the words above the points.</summary>
    public void Paint(LinePlot plot)
    {
        PaintAxes();
        for (var i = 0; i < layout.Shapes.Count; i++)
        {
            foreach (var band in layout.Shapes[i].Bands)
                canvas.Fill(band, PlotInk.Of(i).Color.WithAlpha(0x30));
        }
        for (var i = 0; i < layout.Shapes.Count; i++)
            PaintSeries(layout.Shapes[i], PlotInk.Of(i));
        if (layout.Shapes.All(shape => shape.Markers.Count == 0))
        {
            var top = layout.Frame.MidY - layout.LabelStyle.LineHeight / 2f;
            var muted = layout.LabelStyle with { Color = Palette.MutedInk };
            canvas.Write(new PlacedText(["no data"], layout.Frame.MidX, top, muted, SKTextAlign.Center));
        }
        foreach (var text in layout.Texts)
            canvas.Write(text);
        foreach (var label in PlotLabels.Place(layout))
            PaintLabel(label);
        if (layout.YLabel is not null)
            canvas.WriteUpwards(layout.YLabel);
        layout.Legend?.Draw(canvas, (series, from, to) => PaintSample(plot.Series[series], PlotInk.Of(series), from, to));
    }

    private void PaintAxes()
    {
        var frame = layout.Frame;
        var tick = (int)(0.3f * layout.Em);
        foreach (var x in layout.X.Ticks.Select(t => (int)MathF.Round(layout.AtX(t))))
        {
            canvas.Fill(SKRectI.Create(x, (int)frame.Top, 1, (int)frame.Height), Grid);
            canvas.Fill(SKRectI.Create(x, (int)frame.Bottom, 1, tick), Palette.MutedInk);
        }
        foreach (var y in layout.Y.Ticks.Select(t => (int)MathF.Round(layout.AtY(t))))
        {
            canvas.Fill(SKRectI.Create((int)frame.Left, y, (int)frame.Width, 1), Grid);
            canvas.Fill(SKRectI.Create((int)frame.Left - tick, y, tick, 1), Palette.MutedInk);
        }
        canvas.Fill(SKRectI.Create((int)frame.Left, (int)frame.Bottom, (int)frame.Width, 1), Palette.MutedInk);
        canvas.Fill(SKRectI.Create((int)frame.Left, (int)frame.Top, 1, (int)frame.Height), Palette.MutedInk);
    }

    private void PaintSeries(PlotShape shape, PlotInk ink)
    {
        foreach (var (top, bottom) in shape.Bars)
        {
            canvas.Stroke([top, bottom], ink.Color, 0.6f * line);
            foreach (var end in (ReadOnlySpan<SKPoint>)[top, bottom])
                canvas.Stroke([new(end.X - radius, end.Y), new(end.X + radius, end.Y)], ink.Color, 0.6f * line);
        }
        foreach (var points in shape.Lines)
            canvas.Stroke(points, ink.Color, line);
        foreach (var centre in shape.Markers)
            PaintMarker(centre, ink);
    }

    /// <summary>What a label covers shines through, but not as strongly as the label.</summary>
    private void PaintLabel(PlacedText label)
    {
        var (width, height) = (label.Style.Measure(label.Lines[0]), label.Style.LineHeight);
        var area = SKRect.Create(label.X - 1, label.Top + 2, width + 2, height - 4);
        canvas.Fill([new(area.Left, area.Top), new(area.Right, area.Top), new(area.Right, area.Bottom),
            new(area.Left, area.Bottom)], Palette.Background.WithAlpha(0xC0));
        canvas.Write(label);
    }

    private void PaintSample(PlotSeries series, PlotInk ink, SKPoint from, SKPoint to)
    {
        if (series.Connected)
            canvas.Stroke([from, to], ink.Color, line);
        PaintMarker(new SKPoint((from.X + to.X) / 2, from.Y), ink);
    }

    /// <summary>A thin rim in the colour of the page keeps markers on top of each other apart.</summary>
    private void PaintMarker(SKPoint centre, PlotInk ink)
    {
        canvas.Fill(Corners(1.35f), Palette.Background);
        canvas.Fill(Corners(1), ink.Color);
        IEnumerable<SKPoint> Corners(float size) =>
            ink.Marker.Select(corner => new SKPoint(
                centre.X + size * radius * corner.X, centre.Y + size * radius * corner.Y));
    }
}
