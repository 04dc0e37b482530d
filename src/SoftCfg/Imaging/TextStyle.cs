using SkiaSharp;

namespace SoftCfg.Imaging;

/// <summary>How a line of text looks, and how much room it takes.</summary>
/// <param name="Size">Pixels of an em.</param>
/// <param name="Color">The ink.</param>
/// <param name="Bold">Whether strokes are thickened.</param>
internal sealed record TextStyle(float Size, SKColor Color, bool Bold = false)
{
    /// <summary>No letter of the font is narrower, in ems; the apostrophe has 0.275.</summary>
    private const float NarrowestLetter = 0.25f;

    private const string FontResource = "SoftCfg.Imaging.Fonts.DejaVuSans-Latin.ttf";

    // The embedded font: a machine that samples images need not have any. Lives as long as the process.
    private static readonly Lazy<SKTypeface> Typeface = new(() =>
        SKTypeface.FromStream(typeof(TextStyle).Assembly.GetManifestResourceStream(FontResource)));

    /// <summary>Pixels from one line to the next.</summary>
    public int LineHeight => (int)MathF.Ceiling(1.35f * Size);

    /// <summary>The font; the caller disposes it.</summary>
    public SKFont CreateFont() => new(Typeface.Value, Size)
    {
        Edging = SKFontEdging.Antialias,
        Embolden = Bold,
        Hinting = SKFontHinting.None,
        Subpixel = true,
    };

    /// <summary>Pixels from the left to the right end of a text.</summary>
    public float Measure(string text)
    {
        using var font = CreateFont();
        return font.MeasureText(Typeface.Value.GetGlyphs(text));
    }

    /// <summary>Breaks a text between words; what does not fit ends in "…".</summary>
    /// <param name="text">The text; line feeds in it are kept as breaks.</param>
    /// <param name="width">The widest line, in pixels.</param>
    /// <param name="maximumLines">The most lines.</param>
    public IReadOnlyList<string> Wrap(string text, float width, int maximumLines) =>
        new LineBreaker(Measure, NarrowestLetter * Size).Break(text, width, maximumLines);
}
