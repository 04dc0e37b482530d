using SkiaSharp;
using SoftCfg.Imaging;

namespace SoftCfg.Plots;

/// <summary>
/// Grids of values side by side as colours on one scale (viridis), with axes that count columns and rows from 0, a title
/// and a footer.
/// </summary>
public sealed class HeatPlot
{
    /// <summary>The grids, all of one size, at least one.</summary>
    public required IReadOnlyList<HeatPanel> Panels { get; init; }

    /// <summary>A line above everything; null (default) for none.</summary>
    public string? Title { get; init; }

    /// <summary>What the columns are; null (default) for nothing.</summary>
    public string? XLabel { get; init; }

    /// <summary>What the rows are; null (default) for nothing.</summary>
    public string? YLabel { get; init; }

    /// <summary>What the values are, with their unit; null (default) for nothing.</summary>
    public string? ValueLabel { get; init; }

    /// <summary>Small print below everything; null (default) for none.</summary>
    public string? Footer { get; init; }

    /// <summary>Draws the plot. The colours go from the smallest to the largest finite value of all panels.</summary>
    /// <returns>
    /// The plot; the same input gives the same pixels on the same machine. Of more than 1024 rows or columns it shows
    /// every second, third ... one.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// There is no panel, a panel is empty, panels differ in size, or the plot would be larger than
    /// <see cref="ImageReader.DefaultMaximumPixels"/>.
    /// </exception>
    public RgbImage Draw()
    {
        Validate();
        var layout = new HeatPlotLayout(this);
        if ((long)layout.Width * layout.Height > ImageReader.DefaultMaximumPixels)
            throw new ArgumentException($"{Panels.Count} panels would make more than {ImageReader.DefaultMaximumPixels} pixels.");
        using var canvas = new Canvas(layout.Width, layout.Height);
        for (var i = 0; i < Panels.Count; i++)
            canvas.Draw(Picture(Panels[i], layout), layout.PanelLeft(i), layout.PanelTop);
        DrawScale(canvas, layout);
        foreach (var text in layout.Texts)
            canvas.Write(text);
        foreach (var text in layout.UprightTexts)
            canvas.WriteUpwards(text);
        return canvas.ToImage();
    }

    private void Validate()
    {
        if (Panels.Count == 0)
            throw new ArgumentException("A heat plot needs at least one panel.");
        foreach (var values in Panels.Select(panel => panel.Values))
        {
            if (values.Length == 0)
                throw new ArgumentException("A panel of a heat plot needs at least one value.");
            if (Size(values) != Size(Panels[0].Values))
            {
                throw new ArgumentException(
                    $"Panels of {Size(Panels[0].Values)} and of {Size(values)} values do not share axes.");
            }
        }
        static string Size(float[,] values) => $"{values.GetLength(0)} × {values.GetLength(1)}";
    }

    /// <summary>The colours of a panel; what has no value is as blank as the page.</summary>
    private static RgbImage Picture(HeatPanel panel, HeatPlotLayout layout)
    {
        var shown = new float[layout.Rows, layout.Columns];
        for (var row = 0; row < layout.Rows; row++)
        {
            for (var column = 0; column < layout.Columns; column++)
                shown[row, column] = panel.Values[row * layout.Every, column * layout.Every];
        }
        using var blank = new Canvas(layout.PictureWidth, layout.PictureHeight);
        var map = new HeatMap(shown, (float)layout.Scale.Low, (float)layout.Scale.High);
        return map.Over(blank.ToImage(), opacity: 1);
    }

    private static void DrawScale(Canvas canvas, HeatPlotLayout layout)
    {
        var bar = layout.Bar;
        for (var y = 0; y < bar.Height; y++)
        {
            var (red, green, blue) = Viridis.At(1 - y / (bar.Height - 1.0));
            canvas.Fill(SKRectI.Create(bar.Left, bar.Top + y, bar.Width, 1), new SKColor(red, green, blue));
        }
        foreach (var tick in layout.Scale.Ticks)
            canvas.Fill(SKRectI.Create(bar.Right, (int)layout.AtScale(tick), 4, 1), Palette.MutedInk);
    }
}
