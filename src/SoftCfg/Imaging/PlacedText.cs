using SkiaSharp;

namespace SoftCfg.Imaging;

/// <summary>Lines of text at their place on a page.</summary>
/// <param name="Lines">The lines, from <see cref="TextStyle.Wrap"/>.</param>
/// <param name="X">Where they begin, are centred or end, by <paramref name="Align"/>.</param>
/// <param name="Top">The upper edge of the first line.</param>
/// <param name="Style">How they look.</param>
/// <param name="Align">The side at <paramref name="X"/>.</param>
internal sealed record PlacedText(IReadOnlyList<string> Lines, float X, float Top, TextStyle Style,
    SKTextAlign Align = SKTextAlign.Left);
