using System.Globalization;
using SkiaSharp;
using SoftCfg.Imaging;

namespace SoftCfg.Plots;

/// <summary>Where everything on a <see cref="HeatPlot"/> goes, in pixels.</summary>
internal sealed class HeatPlotLayout
{
    /// <summary>About the height of a panel; more than two share the width of two.</summary>
    private const int PanelSize = 420;

    /// <summary>Rows and columns beyond it are shown in part: a screen has no more pixels.</summary>
    private const int MostCells = 1024;

    private const int Em = 16;
    private const int Margin = 20;
    private const int Gap = 2 * Em;
    private const int ShortestBar = 8 * Em;

    private static readonly TextStyle TitleStyle = new(1.2f * Em, Palette.Ink, Bold: true);
    private static readonly TextStyle AxisStyle = new(Em, Palette.Ink);
    private static readonly TextStyle TickStyle = new(0.9f * Em, Palette.MutedInk);
    private static readonly TextStyle FooterStyle = new(0.75f * Em, Palette.MutedInk);

    private readonly List<PlacedText> texts = [];
    private readonly List<PlacedText> uprightTexts = [];
    private readonly int cell;
    private readonly int left;

    /// <param name="plot">A plot of equal panels.</param>
    public HeatPlotLayout(HeatPlot plot)
    {
        var (rows, columns) = (plot.Panels[0].Values.GetLength(0), plot.Panels[0].Values.GetLength(1));
        Every = (Math.Max(rows, columns) - 1) / MostCells + 1;
        (Rows, Columns) = ((rows - 1) / Every + 1, (columns - 1) / Every + 1);
        var panelSize = Math.Min(PanelSize, 2 * PanelSize / plot.Panels.Count);
        cell = Math.Max(1, panelSize / Math.Max(Rows, Columns));
        Scale = ScaleOf(plot.Panels);

        var (xTicks, yTicks) = (WholeTicks(columns), WholeTicks(rows));
        left = Margin + (plot.YLabel is null ? 0 : AxisStyle.LineHeight + 4) + Widest(yTicks.Select(t => t.Label)) + 8;
        var barLeft = PanelLeft(plot.Panels.Count);
        var scaleRight = barLeft + Em + 10 + Widest(Scale.Labels);
        Width = scaleRight + (plot.ValueLabel is null ? 0 : AxisStyle.LineHeight + 4) + Margin;

        var nameTop = PlaceParagraph(plot.Title, Margin, TitleStyle, gapBelow: 10);
        PanelTop = nameTop + (plot.Panels.All(p => p.Name.Length == 0) ? 0 : AxisStyle.LineHeight + 4);
        Bar = SKRectI.Create(barLeft, PanelTop, Em, Math.Max(PictureHeight, ShortestBar));
        var tickTop = PanelTop + PictureHeight + 6;
        var labelTop = tickTop + TickStyle.LineHeight + 2;
        for (var i = 0; i < plot.Panels.Count; i++)
        {
            PlaceCentred(plot.Panels[i].Name, i, nameTop, AxisStyle);
            PlaceCentred(plot.XLabel ?? "", i, labelTop, AxisStyle);
            foreach (var (place, label) in xTicks)
                texts.Add(new PlacedText([label], PanelLeft(i) + place, tickTop, TickStyle, SKTextAlign.Center));
        }
        foreach (var (place, label) in yTicks)
            PlaceBeside(label, left - 8, PanelTop + place, SKTextAlign.Right);
        for (var i = 0; i < Scale.Ticks.Count; i++)
            PlaceBeside(Scale.Labels[i], Bar.Right + 10, AtScale(Scale.Ticks[i]), SKTextAlign.Left);
        var bottom = Math.Max(labelTop + (plot.XLabel is null ? 0 : AxisStyle.LineHeight), Bar.Bottom);
        Height = PlaceParagraph(plot.Footer, bottom + (plot.Footer is null ? 0 : 12), FooterStyle, gapBelow: 0) + Margin;
        PlaceUpright(plot.YLabel, Margin, PanelTop + PictureHeight / 2f, PictureHeight);
        PlaceUpright(plot.ValueLabel, scaleRight + 4, PanelTop + Bar.Height / 2f, Bar.Height);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Every how many rows and columns are shown.</summary>
    public int Every { get; }

    /// <summary>Rows shown.</summary>
    public int Rows { get; }

    /// <summary>Columns shown.</summary>
    public int Columns { get; }

    public int PictureWidth => cell * Columns;

    public int PictureHeight => cell * Rows;

    public int PanelTop { get; }

    /// <summary>The values of the darkest and the brightest colour, and round ones between them.</summary>
    public PlotAxis Scale { get; }

    /// <summary>The area of the colour bar.</summary>
    public SKRectI Bar { get; }

    public IReadOnlyList<PlacedText> Texts => texts;

    /// <summary>Texts for <see cref="Canvas.WriteUpwards"/>.</summary>
    public IReadOnlyList<PlacedText> UprightTexts => uprightTexts;

    public int PanelLeft(int panel) => left + panel * (PictureWidth + Gap);

    /// <summary>Where a value is on the colour bar.</summary>
    public float AtScale(double value) => (float)(Bar.Bottom - 1 - Scale.Fraction(value) * (Bar.Height - 1));

    private static PlotAxis ScaleOf(IReadOnlyList<HeatPanel> panels)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var panel in panels)
        {
            foreach (var value in panel.Values)
            {
                if (float.IsFinite(value))
                    (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }
        return low > high ? PlotAxis.Covering([]) : PlotAxis.Within(low, high);
    }

    /// <summary>Whole numbers among the ticks of an axis that counts from 0, at the middle of their cells.</summary>
    private List<(float Place, string Label)> WholeTicks(int count) =>
        PlotAxis.Covering([0, count - 1]).Ticks.Where(tick => tick >= 0 && tick < count && tick == Math.Floor(tick))
            .Select(tick => (cell * (float)(Math.Floor(tick / Every) + 0.5), tick.ToString(CultureInfo.InvariantCulture)))
            .ToList();

    /// <returns>Where what stands below it begins.</returns>
    private int PlaceParagraph(string? text, int top, TextStyle style, int gapBelow)
    {
        if (text is null)
            return top;
        var lines = style.Wrap(text, Width - 2 * Margin, maximumLines: 3);
        texts.Add(new PlacedText(lines, Margin, top, style));
        return top + lines.Count * style.LineHeight + gapBelow;
    }

    private void PlaceCentred(string text, int panel, float top, TextStyle style) => texts.Add(new PlacedText(
        style.Wrap(text, PictureWidth, maximumLines: 1), PanelLeft(panel) + PictureWidth / 2f, top, style, SKTextAlign.Center));

    private void PlaceBeside(string text, float x, float middle, SKTextAlign align) =>
        texts.Add(new PlacedText([text], x, middle - TickStyle.LineHeight / 2f, TickStyle, align));

    private void PlaceUpright(string? text, float fromLeft, float middle, float room)
    {
        if (text is null)
            return;
        var lines = AxisStyle.Wrap(text, room, maximumLines: 1);
        uprightTexts.Add(new PlacedText(lines, Height - middle, fromLeft, AxisStyle, SKTextAlign.Center));
    }

    private static int Widest(IEnumerable<string> labels) => (int)MathF.Ceiling(labels.Max(TickStyle.Measure));
}
