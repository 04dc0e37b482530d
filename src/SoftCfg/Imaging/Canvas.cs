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

    /// <inheritdoc/>
    public void Dispose()
    {
        canvas.Dispose();
        bitmap.Dispose();
    }
}
