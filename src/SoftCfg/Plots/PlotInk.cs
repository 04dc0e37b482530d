using SkiaSharp;
using SoftCfg.Imaging;

namespace SoftCfg.Plots;

/// <summary>What a series looks like.</summary>
/// <param name="Color">Its colour.</param>
/// <param name="Marker">The corners of its marker around (0, 0), in units of the marker's radius.</param>
internal sealed record PlotInk(SKColor Color, IReadOnlyList<SKPoint> Marker)
{
    /// <summary>
    /// The colours of M. Okabe and K. Ito, "Color universal design" (2008), the ones easiest to tell apart first; their
    /// black is our ink, their yellow is last because it is faint on white.
    /// </summary>
    private static readonly SKColor[] Colors =
    [
        new(0x00, 0x72, 0xB2), new(0xD5, 0x5E, 0x00), new(0x00, 0x9E, 0x73), new(0xCC, 0x79, 0xA7),
        new(0xE6, 0x9F, 0x00), new(0x56, 0xB4, 0xE9), Palette.Ink, new(0xF0, 0xE4, 0x42),
    ];

    /// <summary>Of about the same area; seven shapes, so that shape and colour repeat together only after 56 series.</summary>
    private static readonly SKPoint[][] Markers =
    [
        Polygon(corners: 32, radius: 1, turn: 0),
        Polygon(corners: 4, radius: 1.25, turn: 0.125),
        Polygon(corners: 3, radius: 1.4, turn: -0.25),
        Polygon(corners: 4, radius: 1.3, turn: 0),
        Polygon(corners: 3, radius: 1.4, turn: 0.25),
        Star(1.5, 0.65, 5),
        Star(1.5, 0.45, 4),
    ];

    /// <summary>The ink of the series at a place in the plot.</summary>
    public static PlotInk Of(int series) => new(Colors[series % Colors.Length], Markers[series % Markers.Length]);

    private static SKPoint[] Polygon(int corners, double radius, double turn) =>
        Enumerable.Range(0, corners).Select(i => At(radius, turn + (double)i / corners)).ToArray();

    private static SKPoint[] Star(double outer, double inner, int rays) => Enumerable.Range(0, 2 * rays)
        .Select(i => At(i % 2 == 0 ? outer : inner, -0.25 + i / (2.0 * rays))).ToArray();

    private static SKPoint At(double radius, double turn) =>
        new((float)(radius * Math.Cos(2 * Math.PI * turn)), (float)(radius * Math.Sin(2 * Math.PI * turn)));
}
