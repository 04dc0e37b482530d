using System.Globalization;
using System.Text;
using SoftCfg.Imaging;

namespace SoftCfg.Cli.Terminal;

/// <summary>
/// Pictures as text: a character is two pixels one above the other, the upper half block in the colour of one on that of the other.
/// </summary>
internal static class HalfBlocks
{
    private const char Upper = '▀';
    private const string Plain = "\e[0m";

    /// <summary>Smaller ones show too little: of many images only some are drawn.</summary>
    private const int LeastWidth = 16;

    /// <summary>Draws images beside and below each other, as large as there is room, at most pixel by pixel.</summary>
    /// <param name="images">The images, of one size.</param>
    /// <param name="columns">Columns that they may take.</param>
    /// <param name="rows">Rows that they may take.</param>
    /// <returns>The lines; none where not even one image has room. Of too many images the first.</returns>
    public static IReadOnlyList<LiveLine> Of(IReadOnlyList<RgbImage> images, int columns, int rows)
    {
        if (images.Count == 0)
            return [];
        for (var width = Math.Min(images[0].Width, columns); width > 0; width--)
        {
            var height = Math.Max(1, (int)Math.Round((double)width * images[0].Height / images[0].Width));
            // Half a row at least between images that stand one above the other: below an even number of pixels a whole one.
            var lines = height / 2 + 1;
            var (across, down) = ((columns + 1) / (width + 1), (rows + (height % 2 == 0 ? 1 : 0)) / lines);
            if (across * down >= images.Count || (width <= LeastWidth && across * down > 0))
                return Of(images.Take(across * down).Select(image => CenterCrop.Apply(image, width, height)).ToList(), across);
        }
        return [];
    }

    private static List<LiveLine> Of(List<RgbImage> images, int across)
    {
        var lines = new List<LiveLine>();
        foreach (var beside in images.Chunk(across))
        {
            for (var y = 0; y < beside[0].Height; y += 2)
                lines.Add(Line(beside, y));
            if (beside[0].Height % 2 == 0)
                lines.Add(new("", 0));
        }
        if (lines[^1].Columns == 0)
            lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    /// <summary>Two rows of pixels of images beside each other.</summary>
    private static LiveLine Line(RgbImage[] beside, int y)
    {
        var text = new StringBuilder();
        foreach (var image in beside)
        {
            if (text.Length > 0)
                text.Append(' ');
            (byte, byte, byte)? upper = null, lower = null;
            for (var x = 0; x < image.Width; x++)
            {
                if (upper != image[x, y])
                    Append(text, 38, upper = image[x, y]);
                if (y + 1 < image.Height && lower != image[x, y + 1])
                    Append(text, 48, lower = image[x, y + 1]);
                text.Append(Upper);
            }
            text.Append(Plain);
        }
        return new(text.ToString(), beside.Sum(image => image.Width + 1) - 1);
    }

    private static void Append(StringBuilder text, int kind, (byte Red, byte Green, byte Blue)? colour) =>
        text.Append(CultureInfo.InvariantCulture, $"\e[{kind};2;{colour!.Value.Red};{colour.Value.Green};{colour.Value.Blue}m");
}
