using System.Globalization;
using SkiaSharp;
using SoftCfg.Imaging;

namespace SoftCfg.Plots;

/// <summary>
/// A grid of values, such as confidences or value weights on the token grid, as colours (viridis): alone, over the
/// image the tokens became, and with a legend.
/// </summary>
public sealed class HeatMap
{
    private const int BarWidth = 14;

    /// <summary>A value that is not a number has no colour of the map.</summary>
    private static readonly (byte Red, byte Green, byte Blue) NoValue = (0xBD, 0xBD, 0xBD);

    private readonly float[,] values;

    /// <summary>Takes a grid of values.</summary>
    /// <param name="values">[rows, columns]; kept, not copied. NaN is "no value" (a token not yet decoded).</param>
    /// <param name="low">The value of the darkest colour; null (default) for the smallest finite one.</param>
    /// <param name="high">The value of the brightest colour; null (default) for the largest finite one.</param>
    /// <exception cref="ArgumentException">The grid is empty, or the range is not finite and ascending.</exception>
    public HeatMap(float[,] values, float? low = null, float? high = null)
    {
        if (values.Length == 0)
            throw new ArgumentException("A heat map needs at least one value.", nameof(values));
        this.values = values;
        var finite = values.Cast<float>().Where(float.IsFinite).DefaultIfEmpty(0).ToArray();
        (Low, High) = (low ?? finite.Min(), high ?? finite.Max());
        if (!float.IsFinite(Low) || !float.IsFinite(High) || Low > High)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"The range of a heat map must be finite and ascending, not {Low} to {High}."));
        }
    }

    /// <summary>The value of the darkest colour; smaller ones share it.</summary>
    public float Low { get; }

    /// <summary>The value of the brightest colour; larger ones share it.</summary>
    public float High { get; }

    /// <summary>Draws the grid alone.</summary>
    /// <param name="cell">Pixels per value and axis, at least 1. Default: 16.</param>
    /// <returns>columns · cell × rows · cell pixels; grey where there is no value.</returns>
    public RgbImage Draw(int cell = 16)
    {
        var (width, height) = (checked(cell * values.GetLength(1)), checked(cell * values.GetLength(0)));
        return Over(new RgbImage(width, height, new byte[checked(3 * width * height)]), opacity: 1, NoValue);
    }

    /// <summary>Draws the grid over an image, stretched to it.</summary>
    /// <param name="image">The image; not changed.</param>
    /// <param name="opacity">From 0 (the image alone) to 1 (the colours alone). Default: 0.5.</param>
    /// <returns>An image of the same size; the image shows unchanged where there is no value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The opacity is outside 0 to 1.</exception>
    public RgbImage Over(RgbImage image, double opacity = 0.5) => Over(image, opacity, noValue: null);

    /// <summary>Puts a picture of this heat map beside the scale of its colours.</summary>
    /// <param name="picture">From <see cref="Draw"/> or <see cref="Over(RgbImage, double)"/>.</param>
    /// <param name="label">What the values are, such as "confidence"; null (default) for none.</param>
    /// <returns>The picture with margins, the colour bar and its lowest, middle and highest value.</returns>
    public RgbImage WithLegend(RgbImage picture, string? label = null)
    {
        var style = new TextStyle(13, Palette.Ink);
        var margin = style.LineHeight;
        float[] ticks = [High, (Low + High) / 2, Low];
        var tickTexts = ticks.Select(t => t.ToString("0.###", CultureInfo.InvariantCulture)).ToArray();
        var barHeight = Math.Max(picture.Height, 4 * style.LineHeight);
        var barLeft = margin + picture.Width + margin;
        var tickLeft = barLeft + BarWidth + 6;
        var width = tickLeft + (int)MathF.Ceiling(tickTexts.Max(style.Measure)) + margin;
        var labelLines = label is null ? [] : style.Wrap(label, width - 2 * margin, maximumLines: 2);
        var top = margin + labelLines.Count * style.LineHeight + (label is null ? 0 : 6);

        using var canvas = new Canvas(width, top + barHeight + margin);
        canvas.Write(new PlacedText(labelLines, margin, margin, style));
        canvas.Draw(picture, margin, top);
        for (var y = 0; y < barHeight; y++)
        {
            var (red, green, blue) = Viridis.At(1 - y / (barHeight - 1.0));
            canvas.Fill(SKRectI.Create(barLeft, top + y, BarWidth, 1), new SKColor(red, green, blue));
        }
        for (var i = 0; i < tickTexts.Length; i++)
        {
            // The outer ticks stay within the bar.
            var tickTop = top + i * (barHeight - style.LineHeight) / 2f;
            canvas.Write(new PlacedText([tickTexts[i]], tickLeft, tickTop, style));
        }
        return canvas.ToImage();
    }

    private RgbImage Over(RgbImage image, double opacity, (byte Red, byte Green, byte Blue)? noValue)
    {
        if (opacity is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(opacity), opacity, "Opacity goes from 0 to 1.");
        var (rows, columns) = (values.GetLength(0), values.GetLength(1));
        var pixels = new byte[image.Pixels.Length];
        for (var y = 0; y < image.Height; y++)
        {
            var row = (int)((long)y * rows / image.Height);
            for (var x = 0; x < image.Width; x++)
            {
                var below = image[x, y];
                var value = values[row, (int)((long)x * columns / image.Width)];
                var color = float.IsNaN(value) ? noValue ?? below : Viridis.At(Normalize(value));
                var at = 3 * (y * image.Width + x);
                pixels[at] = Blend(below.Red, color.Red, opacity);
                pixels[at + 1] = Blend(below.Green, color.Green, opacity);
                pixels[at + 2] = Blend(below.Blue, color.Blue, opacity);
            }
        }
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>0 at the low end of the range, 1 at its high end; a range of one value is all high.</summary>
    private double Normalize(float value)
    {
        if (High > Low)
            return ((double)value - Low) / ((double)High - Low);
        return value < Low ? 0 : 1;
    }

    private static byte Blend(byte below, byte above, double opacity) =>
        (byte)Math.Round(double.Lerp(below, above, opacity));
}
