using SkiaSharp;
using SoftCfg.Imaging;

namespace SoftCfg.Plots;

/// <summary>
/// Grids of values side by side as colours on one scale (viridis), with axes that count columns and rows from 0, a title
/// and a footer.
/// </summary>
internal sealed class HeatPlot
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
        var (width, height) = (layout.PictureWidth, layout.PictureHeight);
        var cell = width / layout.Columns;
        var (red, green, blue) = (Palette.Background.Red, Palette.Background.Green, Palette.Background.Blue);
        var pixels = new byte[3 * width * height];
        for (var (y, at) = (0, 0); y < height; y++)
        {
            for (var x = 0; x < width; x++, at += 3)
            {
                var value = panel.Values[y / cell * layout.Every, x / cell * layout.Every];
                (pixels[at], pixels[at + 1], pixels[at + 2]) =
                    float.IsNaN(value) ? (red, green, blue) : Viridis.At(layout.Scale.Fraction(value));
            }
        }
        return new RgbImage(width, height, pixels);
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
