using SkiaSharp;
using SoftCfg.Imaging;

namespace SoftCfg.Plots;

/// <summary>Where everything on a <see cref="LinePlot"/> goes, in pixels.</summary>
internal sealed class PlotLayout
{
    private readonly List<PlacedText> texts = [];
    private readonly int inset;

    /// <summary>Lays a plot out, with its legend within the axes if that covers nothing.</summary>
    public static PlotLayout Of(LinePlot plot)
    {
        var inside = new PlotLayout(plot, roomBeside: 0);
        var legend = PlotLegend.Of(plot.Series, inside.LabelStyle, 0.35f * plot.Width, inside.Frame.Height);
        if (legend is null || inside.TryPlaceWithin(legend))
            return inside;
        var beside = new PlotLayout(plot, roomBeside: (int)MathF.Ceiling(legend.Width));
        beside.Legend = legend.At(plot.Width - legend.Width - 0.5f * beside.Em, beside.Frame.Top);
        return beside;
    }

    private PlotLayout(LinePlot plot, int roomBeside)
    {
        Em = (int)Math.Clamp(Math.Min(plot.Width, 1.5 * plot.Height) / 56, 11, 28);
        inset = Em / 2;
        var titleStyle = new TextStyle(1.2f * Em, Palette.Ink, Bold: true);
        var axisStyle = new TextStyle(Em, Palette.Ink);
        var tickStyle = new TextStyle(0.9f * Em, Palette.MutedInk);
        var footerStyle = new TextStyle(0.75f * Em, Palette.MutedInk);
        LabelStyle = new TextStyle(0.9f * Em, Palette.Ink);
        var points = plot.Series.SelectMany(s => s.Points).Where(p => p.IsDrawn).ToList();
        X = PlotAxis.Covering(points.Select(p => p.X));
        Y = PlotAxis.Covering(points.SelectMany(p => new[] { p.Y, p.Bottom, p.Top }));

        var margin = 1.25f * Em;
        var tickWidth = Y.Labels.Max(tickStyle.Measure);
        var left = margin + (plot.YLabel is null ? 0 : axisStyle.LineHeight + 0.4f * Em) + tickWidth + 0.6f * Em;
        var right = plot.Width - Math.Max(margin, tickStyle.Measure(X.Labels[^1]) / 2) - roomBeside;
        var title = plot.Title is null ? [] : titleStyle.Wrap(plot.Title, plot.Width - 2 * margin, maximumLines: 2);
        var top = margin + title.Count * titleStyle.LineHeight + (title.Count == 0 ? 0 : 0.6f * Em);
        var footer = plot.Footer is null ? [] : footerStyle.Wrap(plot.Footer, plot.Width - 2 * margin, maximumLines: 3);
        var footerTop = plot.Height - margin - footer.Count * footerStyle.LineHeight;
        var labelTop = footerTop - (footer.Count == 0 ? 0 : 0.7f * Em) - (plot.XLabel is null ? 0 : axisStyle.LineHeight);
        var tickTop = labelTop - (plot.XLabel is null ? 0 : 0.3f * Em) - tickStyle.LineHeight;
        Frame = new SKRect(MathF.Round(left), MathF.Round(top), MathF.Round(right), MathF.Round(tickTop - 0.4f * Em));

        texts.Add(new PlacedText(title, margin, margin, titleStyle));
        texts.Add(new PlacedText(footer, margin, footerTop, footerStyle));
        if (plot.XLabel is not null)
        {
            var lines = axisStyle.Wrap(plot.XLabel, Frame.Width, maximumLines: 1);
            texts.Add(new PlacedText(lines, Frame.MidX, labelTop, axisStyle, SKTextAlign.Center));
        }
        if (plot.YLabel is not null)
        {
            var lines = axisStyle.Wrap(plot.YLabel, Frame.Height, maximumLines: 1);
            YLabel = new PlacedText(lines, plot.Height - Frame.MidY, margin, axisStyle, SKTextAlign.Center);
        }
        PlaceTickLabels(tickStyle, tickTop);
        Shapes = plot.Series.Select((_, i) => PlotShape.Of(plot.Series, i, this)).ToArray();
    }

    /// <summary>Pixels of an em of the axes' labels, which everything else is measured in.</summary>
    public int Em { get; }

    /// <summary>The area that the axes span.</summary>
    public SKRect Frame { get; }

    public PlotAxis X { get; }

    public PlotAxis Y { get; }

    /// <summary>The title, the footer, the label of the horizontal axis and the ticks' labels.</summary>
    public IReadOnlyList<PlacedText> Texts => texts;

    /// <summary>The label of the vertical axis, for <see cref="Canvas.WriteUpwards"/>.</summary>
    public PlacedText? YLabel { get; }

    /// <summary>How labels of points and the legend are written.</summary>
    public TextStyle LabelStyle { get; }

    /// <summary>The shape of every series.</summary>
    public IReadOnlyList<PlotShape> Shapes { get; }

    /// <summary>The legend at its place; null for none.</summary>
    public PlotLegend? Legend { get; private set; }

    /// <summary>Where a value of the horizontal axis is. Markers at its ends keep clear of the edge.</summary>
    public float AtX(double value) => (float)(Frame.Left + inset + X.Fraction(value) * (Frame.Width - 2 * inset));

    /// <summary>Where a value of the vertical axis is.</summary>
    public float AtY(double value) => (float)(Frame.Bottom - inset - Y.Fraction(value) * (Frame.Height - 2 * inset));

    private bool TryPlaceWithin(PlotLegend legend)
    {
        var covered = Shapes.SelectMany(shape => shape.Covered(Em)).ToList();
        Legend = legend.Places(Frame, 0.5f * Em)
            .FirstOrDefault(placed => Frame.Contains(placed.Area) && !covered.Exists(placed.Area.IntersectsWith));
        return Legend is not null;
    }

    /// <summary>Labels as many ticks as there is room for: all, every second, every third ...</summary>
    private void PlaceTickLabels(TextStyle style, float top)
    {
        var widest = X.Labels.Max(style.Measure) + 0.8f * Em;
        for (var i = 0; i < X.Ticks.Count; i += Stride(widest, AtX(X.Ticks[1]) - AtX(X.Ticks[0])))
            texts.Add(new PlacedText([X.Labels[i]], AtX(X.Ticks[i]), top, style, SKTextAlign.Center));
        for (var i = 0; i < Y.Ticks.Count; i += Stride(style.LineHeight, AtY(Y.Ticks[0]) - AtY(Y.Ticks[1])))
        {
            var middle = AtY(Y.Ticks[i]) - style.LineHeight / 2f;
            texts.Add(new PlacedText([Y.Labels[i]], Frame.Left - 0.6f * Em, middle, style, SKTextAlign.Right));
        }
    }

    private static int Stride(float needed, float spacing) => Math.Max(1, (int)MathF.Ceiling(needed / spacing));
}
