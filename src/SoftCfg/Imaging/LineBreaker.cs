namespace SoftCfg.Imaging;

/// <summary>
/// Breaks texts into lines. However long a text is, only what could fit is looked at: a name of 50,000 letters costs what a
/// short one does.
/// </summary>
/// <param name="measure">The width of a text.</param>
/// <param name="narrowest">The width of the narrowest letter.</param>
internal sealed class LineBreaker(Func<string, float> measure, float narrowest)
{
    private const string Ellipsis = "…";

    /// <summary>Breaks a text between words; what does not fit ends in "…".</summary>
    /// <param name="text">The text; line feeds in it are kept as breaks.</param>
    /// <param name="width">The widest line.</param>
    /// <param name="maximumLines">The most lines, at least 1.</param>
    public IReadOnlyList<string> Break(string text, float width, int maximumLines)
    {
        // A letter more than a line has room for, so that what is cut is never taken for whole.
        var room = maximumLines * ((int)Math.Max(0, width / narrowest) + 2);
        var cut = Start(text, room);
        var lines = Fill(cut, width);
        if (lines.Count > maximumLines || cut.Length < text.Length)
        {
            lines = lines[..Math.Min(lines.Count, maximumLines)];
            lines[^1] += Ellipsis;
        }
        return lines.ConvertAll(line => Shorten(line, width));
    }

    private List<string> Fill(string text, float width)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var longer = line.Length == 0 ? word : line + ' ' + word;
                if (line.Length > 0 && measure(longer) > width)
                {
                    lines.Add(line);
                    longer = word;
                }
                line = longer;
            }
            lines.Add(line);
        }
        return lines;
    }

    /// <summary>The longest start of a line that fits with its ellipsis, by halving.</summary>
    private string Shorten(string line, float width)
    {
        if (measure(line) <= width)
            return line;
        var whole = line.TrimEnd('…');
        var (fits, tooLong) = (0, whole.Length + 1);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            if (measure(Start(whole, middle) + Ellipsis) <= width)
                fits = middle;
            else
                tooLong = middle;
        }
        return Start(whole, fits).TrimEnd() + Ellipsis;
    }

    /// <summary>The first characters, without half of a pair.</summary>
    private static string Start(string text, int length) => length >= text.Length
        ? text
        : text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
