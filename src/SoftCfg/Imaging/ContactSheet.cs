namespace SoftCfg.Imaging;

/// <summary>
/// Images of one size in rows and columns, with headers, labels, a title and a footer, to compare settings at a glance.
/// Long texts wrap, then end in "…"; the font is embedded and knows Latin, Greek and common symbols.
/// </summary>
/// <example>
/// <code>
/// var sheet = new ContactSheet
/// {
///     Images = images,                                    // row by row
///     Columns = 6,
///     Groups = [new("no guidance", 2), new("CFG", 2), new("SoftCFG", 2)],
///     RowLabels = ["boot", "bag"],
/// };
/// PngWriter.Write("sheet.png", sheet.Draw());
/// </code>
/// </example>
public sealed class ContactSheet
{
    /// <summary>The images, row by row, all of one size; the last row may be short.</summary>
    public required IReadOnlyList<RgbImage> Images { get; init; }

    /// <summary>Images per row, at least 1.</summary>
    public required int Columns { get; init; }

    /// <summary>One header per column, or none (default).</summary>
    public IReadOnlyList<string> ColumnHeaders { get; init; } = [];

    /// <summary>Headers over neighbouring columns, covering all of them, or none (default).</summary>
    public IReadOnlyList<ColumnGroup> Groups { get; init; } = [];

    /// <summary>One label per row, or none (default).</summary>
    public IReadOnlyList<string> RowLabels { get; init; } = [];

    /// <summary>A line above everything; null (default) for none.</summary>
    public string? Title { get; init; }

    /// <summary>Small print below everything; null (default) for none.</summary>
    public string? Footer { get; init; }

    /// <summary>
    /// Sheet pixels per image pixel and axis, at least 1. Null (default): 1, or what brings small images to 96 pixels.
    /// </summary>
    public int? Enlargement { get; init; }

    /// <summary>Draws the sheet.</summary>
    /// <returns>The sheet; the same input gives the same pixels on the same machine.</returns>
    /// <exception cref="ArgumentException">
    /// There is no image, images differ in size, headers do not match the columns or labels the rows, or the sheet
    /// would be larger than <see cref="ImageReader.DefaultMaximumPixels"/>.
    /// </exception>
    public RgbImage Draw()
    {
        Validate();
        var layout = new ContactSheetLayout(this);
        if ((long)layout.Width * layout.Height > ImageReader.DefaultMaximumPixels)
        {
            throw new ArgumentException(
                $"The contact sheet would have {layout.Width} × {layout.Height} pixels, more than " +
                $"{ImageReader.DefaultMaximumPixels}; put fewer images on it or enlarge them less.");
        }
        using var canvas = new Canvas(layout.Width, layout.Height);
        foreach (var text in layout.Texts)
            canvas.Write(text);
        foreach (var rule in layout.Rules)
            canvas.Fill(rule, Palette.Rule);
        for (var i = 0; i < Images.Count; i++)
            canvas.Draw(Images[i], layout.CellLeft(i % Columns), layout.CellTop(i / Columns), layout.Enlargement);
        return canvas.ToImage();
    }

    private void Validate()
    {
        if (Images.Count == 0)
            throw new ArgumentException("A contact sheet needs at least one image.");
        if (Columns < 1)
            throw new ArgumentException($"A contact sheet needs at least one column, not {Columns}.");
        if (Enlargement < 1)
            throw new ArgumentException($"Enlargement is {Enlargement}; it must be at least 1.");
        for (var i = 1; i < Images.Count; i++)
        {
            if (Images[i].Width != Images[0].Width || Images[i].Height != Images[0].Height)
            {
                throw new ArgumentException(
                    $"Image {i} is {Images[i].Width} × {Images[i].Height}, image 0 is {Images[0].Width} × " +
                    $"{Images[0].Height}; all images of a contact sheet must have one size.");
            }
        }
        var rows = (Images.Count - 1) / Columns + 1;
        if (ColumnHeaders.Count > 0 && ColumnHeaders.Count != Columns)
            throw new ArgumentException($"{ColumnHeaders.Count} column headers for {Columns} columns.");
        if (RowLabels.Count > 0 && RowLabels.Count != rows)
            throw new ArgumentException($"{RowLabels.Count} row labels for {rows} rows.");
        if (Groups.Any(g => g.Columns < 1) || (Groups.Count > 0 && Groups.Sum(g => g.Columns) != Columns))
        {
            throw new ArgumentException(
                $"Groups of {string.Join(", ", Groups.Select(g => g.Columns))} columns do not make {Columns} columns.");
        }
    }
}
