using SkiaSharp;
using SoftCfg.Imaging;

namespace SoftCfg.Plots;

/// <summary>Finds a place beside its point for every label.</summary>
internal static class PlotLabels
{
    /// <summary>Where a label may stand as seen from its point, the best first.</summary>
    private static readonly (int X, int Y)[] Sides =
        [(1, 0), (1, -1), (1, 1), (-1, 0), (-1, -1), (-1, 1), (0, -1), (0, 1)];

    /// <summary>
    /// Takes, label by label, the side that covers least. Points and lines may be touched sooner than other labels, the
    /// legend and what lies outside the axes.
    /// </summary>
    public static IEnumerable<PlacedText> Place(PlotLayout layout)
    {
        var style = layout.LabelStyle;
        var drawn = layout.Shapes.SelectMany(shape => shape.Covered(0.6f * layout.Em)).ToList();
        var taken = new List<SKRect>();
        if (layout.Legend is not null)
            taken.Add(layout.Legend.Area);
        foreach (var (point, text) in layout.Shapes.SelectMany(shape => shape.Labels))
        {
            var line = style.Wrap(text.ReplaceLineEndings(" "), 0.4f * layout.Frame.Width, maximumLines: 1)[0];
            var areas = Sides.Select(side => Beside(point, side, style.Measure(line), layout.Em)).ToList();
            var area = areas.MinBy(a => Overlap(a, drawn) + 10 * Overlap(a, taken) + 10 * (Size(a) - Overlap(a, [layout.Frame])));
            taken.Add(area);
            yield return new PlacedText([line], area.Left, area.MidY - style.LineHeight / 2f, style);
        }
    }

    private static float Overlap(SKRect area, IEnumerable<SKRect> others) =>
        others.Where(area.IntersectsWith).Sum(other => Size(SKRect.Intersect(area, other)));

    private static float Size(SKRect area) => area.Width * area.Height;

    private static SKRect Beside(SKPoint point, (int X, int Y) side, float width, int em)
    {
        // A marker's radius and a little air; nearer at the corners, where a marker is round.
        var (away, height) = (side.X != 0 && side.Y != 0 ? 0.45f * em : 0.65f * em, 1.05f * em);
        var centre = new SKPoint(
            point.X + side.X * (away + width / 2),
            point.Y + side.Y * (away + height / 2));
        return SKRect.Create(centre.X - width / 2, centre.Y - height / 2, width, height);
    }
}
