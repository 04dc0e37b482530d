using SkiaSharp;

namespace SoftCfg.Imaging;

/// <summary>A page to draw images, text and rules on. Coordinates are pixels from the upper left corner.</summary>
internal sealed class Canvas : IDisposable
{
    private readonly SKBitmap bitmap;
    private readonly SKCanvas canvas;

    /// <summary>An empty page in the background colour.</summary>
    public Canvas(int width, int height)
    {
        bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        canvas = new SKCanvas(bitmap);
        canvas.Clear(Palette.Background);
    }

    /// <summary>Draws every pixel of an image as a square of <paramref name="factor"/> pixels.</summary>
    public void Draw(RgbImage image, int x, int y, int factor = 1)
    {
        using var source = SkiaImage.ToBitmap(image);
        // The default filter of a paint is the nearest pixel, which keeps the squares sharp.
        using var paint = new SKPaint();
        canvas.DrawBitmap(source, SKRect.Create(x, y, factor * image.Width, factor * image.Height), paint);
    }

    /// <summary>Fills a rectangle.</summary>
    public void Fill(SKRectI area, SKColor color)
    {
        using var paint = new SKPaint { Color = color };
        canvas.DrawRect(area, paint);
    }

    /// <summary>Fills a polygon.</summary>
    public void Fill(IEnumerable<SKPoint> corners, SKColor color)
    {
        using var path = PathOf(corners);
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    /// <summary>Draws a line through points, its corners round.</summary>
    public void Stroke(IEnumerable<SKPoint> points, SKColor color, float thickness)
    {
        using var path = PathOf(points);
        using var paint = new SKPaint
        {
            Color = color,
            IsAntialias = true,
            IsStroke = true,
            StrokeWidth = thickness,
            StrokeJoin = SKStrokeJoin.Round,
        };
        canvas.DrawPath(path, paint);
    }

    /// <summary>Writes lines that read from bottom to top, as <see cref="Write"/> would after a quarter turn.</summary>
    /// <param name="text">The text; X is its distance from the page's lower edge, Top that from its left edge.</param>
    public void WriteUpwards(PlacedText text)
    {
        canvas.Save();
        canvas.Translate(0, bitmap.Height);
        canvas.RotateDegrees(-90);
        Write(text);
        canvas.Restore();
    }

    /// <summary>Writes lines below each other.</summary>
    public void Write(PlacedText text)
    {
        using var font = text.Style.CreateFont();
        using var paint = new SKPaint { Color = text.Style.Color, IsAntialias = true };
        var shift = text.Align switch { SKTextAlign.Left => 0f, SKTextAlign.Center => 0.5f, _ => 1f };
        // Capitals (0.73 em high) stand in the middle of their line.
        var baseline = text.Top + 0.5f * text.Style.LineHeight + 0.365f * text.Style.Size;
        foreach (var line in text.Lines)
        {
            canvas.DrawText(line, text.X - shift * text.Style.Measure(line), baseline, font, paint);
            baseline += text.Style.LineHeight;
        }
    }

    /// <summary>What was drawn.</summary>
    public RgbImage ToImage()
    {
        canvas.Flush();
        return SkiaImage.ToRgb(bitmap);
    }

    private static SKPath PathOf(IEnumerable<SKPoint> points)
    {
        var path = new SKPath();
        path.AddPoly(points.ToArray(), close: false);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        canvas.Dispose();
        bitmap.Dispose();
    }
}
