using System.Globalization;
using SoftCfg.Imaging;

namespace SoftCfg.Plots;

/// <summary>
/// Lines and points on two linear axes, with error bars or bands, a legend, labels, a title and a footer. Colours
/// (M. Okabe and K. Ito) and markers tell series apart, also to colour-blind eyes. The font is embedded and knows
/// Latin, Greek and common symbols.
/// </summary>
/// <remarks>
/// Points that lie close together get a band instead of error bars, and only some of them a marker. The legend stands
/// where it covers nothing, beside the axes if it must.
/// </remarks>
/// <example>
/// <code>
/// var plot = new LinePlot
/// {
///     Title = "Fidelity against guidance scale",
///     XLabel = "scale",
///     YLabel = "FID",
///     Series =
///     [
///         new("CFG", [new(1, 9.1), new(2, 6.3), new(3, 7.2)]),
///         new("SoftCFG", [new(1, 9.1), new(2, 5.8) { Low = 5.6, High = 6, Label = "best" }, new(3, 6.1)]),
///     ],
/// };
/// PngWriter.Write("fid.png", plot.Draw());
/// </code>
/// </example>
internal sealed class LinePlot
{
    /// <summary>The narrowest plot; below it, axes and labels leave no room for points.</summary>
    private const int LeastWidth = 240;

    private const int LeastHeight = 180;

    /// <summary>Far enough below the largest double that differences and margins stay finite.</summary>
    private const double LargestMagnitude = 1e100;

    /// <summary>A line above the axes; null (default) for none.</summary>
    public string? Title { get; init; }

    /// <summary>What the horizontal axis shows, with its unit; null (default) for nothing.</summary>
    public string? XLabel { get; init; }

    /// <summary>What the vertical axis shows, with its unit; null (default) for nothing.</summary>
    public string? YLabel { get; init; }

    /// <summary>Small print below everything; null (default) for none.</summary>
    public string? Footer { get; init; }

    /// <summary>The series, the first drawn first; without a point to draw the plot says so.</summary>
    public required IReadOnlyList<PlotSeries> Series { get; init; }

    /// <summary>Pixels per row.</summary>
    /// <value>Default 900; at least 240.</value>
    public int Width { get; init; } = 900;

    /// <summary>Rows.</summary>
    /// <value>Default 600; at least 180.</value>
    public int Height { get; init; } = 600;

    /// <summary>Draws the plot.</summary>
    /// <returns>Width × height pixels; the same input gives the same pixels on the same machine.</returns>
    /// <exception cref="ArgumentException">
    /// A side is too small, the plot would be larger than <see cref="ImageReader.DefaultMaximumPixels"/>, a number is
    /// infinite or beyond 1e100, or an error bar ends below where it begins.
    /// </exception>
    public RgbImage Draw()
    {
        Validate();
        var layout = PlotLayout.Of(this);
        using var canvas = new Canvas(Width, Height);
        new PlotPainter(canvas, layout).Paint(this);
        return canvas.ToImage();
    }

    private void Validate()
    {
        if (Width < LeastWidth || Height < LeastHeight)
        {
            throw new ArgumentException(
                $"A plot of {Width} × {Height} pixels is too small; it needs {LeastWidth} × {LeastHeight} at least.");
        }
        if ((long)Width * Height > ImageReader.DefaultMaximumPixels)
        {
            throw new ArgumentException(
                $"A plot of {Width} × {Height} pixels is more than {ImageReader.DefaultMaximumPixels} pixels.");
        }
        foreach (var series in Series)
        {
            for (var i = 0; i < series.Points.Count; i++)
                Validate(series.Points[i], $"Point {i} of series '{series.Name}'");
        }
    }

    private static void Validate(PlotPoint point, string place)
    {
        foreach (var number in (ReadOnlySpan<double>)[point.X, point.Y, point.Bottom, point.Top])
        {
            if (Math.Abs(number) > LargestMagnitude)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"{place} has the number {number}; a plot shows finite ones up to {LargestMagnitude}. ") +
                    "NaN leaves a point out.");
            }
        }
        if (point.Low > point.High)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{place} has an error bar from {point.Low} to {point.High}; Low must not exceed High."));
        }
    }
}
