using SkiaSharp;

namespace SoftCfg.Imaging;

/// <summary>Where everything on a <see cref="ContactSheet"/> goes, in pixels.</summary>
internal sealed class ContactSheetLayout
{
    private const int SmallestCell = 96;

    private readonly List<PlacedText> texts = [];
    private readonly List<SKRectI> rules = [];
    private readonly TextStyle titleStyle;
    private readonly TextStyle groupStyle;
    private readonly TextStyle headerStyle;
    private readonly TextStyle footerStyle;
    private readonly int gap;
    private readonly int[] cellLefts;
    private readonly int gridTop;

    /// <param name="sheet">A sheet whose parts match.</param>
    public ContactSheetLayout(ContactSheet sheet)
    {
        var image = sheet.Images[0];
        Enlargement = sheet.Enlargement ?? (SmallestCell - 1) / Math.Max(image.Width, image.Height) + 1;
        (CellWidth, CellHeight) = (checked(Enlargement * image.Width), checked(Enlargement * image.Height));
        // Large cells are looked at from further away.
        var em = Math.Clamp(CellWidth / 14, 13, 20);
        titleStyle = new TextStyle(1.35f * em, Palette.Ink, Bold: true);
        groupStyle = new TextStyle(em, Palette.Ink, Bold: true);
        headerStyle = new TextStyle(em, Palette.Ink);
        footerStyle = new TextStyle(0.85f * em, Palette.MutedInk);
        gap = Math.Max(4, em / 3);
        var margin = 2 * em;

        var labelLines = Math.Max(1, CellHeight / headerStyle.LineHeight);
        var widest = Math.Max(CellWidth, 12 * em);
        var labels = sheet.RowLabels.Select(l => headerStyle.Wrap(l, widest, labelLines)).ToArray();
        var labelWidth = labels.SelectMany(l => l).Select(headerStyle.Measure).Append(0).Max();
        var labelRight = margin + (int)MathF.Ceiling(labelWidth);
        cellLefts = PlaceColumns(sheet, labels.Length == 0 ? margin : labelRight + em, groupGap: 2 * em);

        // A title may be wider than a narrow grid, but not arbitrarily.
        var titleWidth = Math.Max(titleStyle.Measure(sheet.Title ?? ""), footerStyle.Measure(sheet.Footer ?? ""));
        var gridWidth = cellLefts[^1] + CellWidth - margin;
        var contentWidth = Math.Max(gridWidth, (int)MathF.Ceiling(Math.Min(titleWidth, 30 * em)));
        Width = margin + contentWidth + margin;

        var y = margin;
        if (sheet.Title is not null)
            y = PlaceParagraph(sheet.Title, margin, y, contentWidth, titleStyle) + em;
        y = PlaceGroupHeaders(sheet.Groups, y);
        gridTop = PlaceColumnHeaders(sheet.ColumnHeaders, y);
        for (var row = 0; row < labels.Length; row++)
        {
            var top = CellTop(row) + (CellHeight - labels[row].Count * headerStyle.LineHeight) / 2f;
            texts.Add(new PlacedText(labels[row], labelRight, top, headerStyle, SKTextAlign.Right));
        }
        y = CellTop((sheet.Images.Count - 1) / sheet.Columns) + CellHeight;
        if (sheet.Footer is not null)
            y = PlaceParagraph(sheet.Footer, margin, y + em, contentWidth, footerStyle);
        Height = y + margin;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Sheet pixels per image pixel and axis.</summary>
    public int Enlargement { get; }

    public int CellWidth { get; }

    public int CellHeight { get; }

    public IReadOnlyList<PlacedText> Texts => texts;

    /// <summary>Thin lines under the headers of groups.</summary>
    public IReadOnlyList<SKRectI> Rules => rules;

    public int CellLeft(int column) => cellLefts[column];

    public int CellTop(int row) => checked(gridTop + row * (CellHeight + gap));

    private int[] PlaceColumns(ContactSheet sheet, int left, int groupGap)
    {
        var lefts = new int[sheet.Columns];
        IEnumerable<int> groups = sheet.Groups.Count == 0 ? [sheet.Columns] : sheet.Groups.Select(g => g.Columns);
        var column = 0;
        foreach (var columns in groups)
        {
            for (var i = 0; i < columns; i++, left = checked(left + CellWidth + gap))
                lefts[column++] = left;
            left += groupGap - gap;
        }
        return lefts;
    }

    private int PlaceParagraph(string text, int left, int top, int width, TextStyle style)
    {
        var lines = style.Wrap(text, width, maximumLines: 4);
        texts.Add(new PlacedText(lines, left, top, style));
        return top + lines.Count * style.LineHeight;
    }

    private int PlaceGroupHeaders(IReadOnlyList<ColumnGroup> groups, int top)
    {
        if (groups.Count == 0)
            return top;
        var spans = new List<(float Left, float Width)>();
        var first = 0;
        foreach (var group in groups)
        {
            var last = first + group.Columns - 1;
            spans.Add((cellLefts[first], cellLefts[last] + CellWidth - cellLefts[first]));
            first = last + 1;
        }
        var bottom = PlaceHeaders(groups.Select(g => g.Header).ToArray(), spans, top, groupStyle) + gap / 2;
        rules.AddRange(spans.Select(s => SKRectI.Create((int)s.Left, bottom, (int)s.Width, 1)));
        return bottom + 1 + gap;
    }

    private int PlaceColumnHeaders(IReadOnlyList<string> headers, int top) => headers.Count == 0
        ? top
        : PlaceHeaders(headers, cellLefts.Select(l => ((float)l, (float)CellWidth)).ToArray(), top, headerStyle) + gap;

    /// <summary>Centres headers over their spans; short ones stand at the bottom of their band.</summary>
    /// <returns>The lower edge of the band.</returns>
    private int PlaceHeaders(IReadOnlyList<string> headers, IReadOnlyList<(float Left, float Width)> spans, int top,
        TextStyle style)
    {
        var wrapped = headers.Select((h, i) => style.Wrap(h, spans[i].Width, maximumLines: 3)).ToArray();
        var bottom = top + wrapped.Max(w => w.Count) * style.LineHeight;
        for (var i = 0; i < wrapped.Length; i++)
        {
            var lineTop = bottom - wrapped[i].Count * style.LineHeight;
            var centre = spans[i].Left + spans[i].Width / 2;
            texts.Add(new PlacedText(wrapped[i], centre, lineTop, style, SKTextAlign.Center));
        }
        return bottom;
    }
}
