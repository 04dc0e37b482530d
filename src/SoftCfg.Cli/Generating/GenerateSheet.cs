using SoftCfg.Guidance;
using SoftCfg.Imaging;

namespace SoftCfg.Cli.Generating;

/// <summary>
/// The contact sheet of a run: a row per prompt, and side by side its images under each kind of guidance, made smaller. Of a large run
/// it shows the first few images of the first prompts.
/// </summary>
internal sealed class GenerateSheet
{
    private const int MostRows = 20;
    private const int MostColumns = 12;
    private const int MostHeight = 6144;
    private const int LargestSide = 384;
    private const byte Paper = 255;

    private readonly GenerateOptions options;
    private readonly int rows;
    private readonly int columns;
    private readonly (int Width, int Height) cell;
    private readonly Dictionary<(GuidanceKind Kind, long Index), RgbImage> images = [];

    /// <summary>Plans the sheet.</summary>
    public GenerateSheet(GenerateOptions options)
    {
        this.options = options;
        var sizes = options.Prompts.Select(request => Smaller(request.Prompt.Width, request.Prompt.Height)).ToList();
        cell = (sizes.Max(size => size.Width), sizes.Max(size => size.Height));
        rows = Math.Min(options.Prompts.Count, Math.Clamp(MostHeight / cell.Height, 1, MostRows));
        columns = Math.Clamp(options.PerPrompt, 1, MostColumns / options.Kinds.Count);
    }

    /// <summary>Keeps an image, made smaller, if it is on the sheet.</summary>
    public void Add(GuidanceKind kind, PromptImage image)
    {
        if (image.Index % options.Prompts.Count < rows && image.Index / options.Prompts.Count < columns)
            images.Add((kind, image.Index), OnPaper(image.Image));
    }

    /// <summary>Draws the sheet, once every image was added.</summary>
    /// <param name="title">A line above everything.</param>
    /// <param name="footer">Small print below.</param>
    public RgbImage Draw(string title, string footer) => new ContactSheet
    {
        Images = (from row in Enumerable.Range(0, rows)
                  from kind in options.Kinds
                  from column in Enumerable.Range(0, columns)
                  select images[(kind, (long)column * options.Prompts.Count + row)]).ToList(),
        Columns = columns * options.Kinds.Count,
        Groups = options.Kinds.Select(kind => new ColumnGroup(GuidanceNames.TitleOf(kind), columns)).ToList(),
        RowLabels = options.Prompts.Take(rows).Select(request => request.Prompt.Text).ToList(),
        Title = title,
        Footer = footer,
    }.Draw();

    private static (int Width, int Height) Smaller(int width, int height)
    {
        var scale = Math.Min(1, (double)LargestSide / Math.Max(width, height));
        return (Math.Max(1, (int)(scale * width)), Math.Max(1, (int)(scale * height)));
    }

    /// <summary>Images of several sizes stand in the middle of equal cells.</summary>
    private RgbImage OnPaper(RgbImage image)
    {
        var (width, height) = Smaller(image.Width, image.Height);
        var small = CenterCrop.Apply(image, width, height);
        if ((width, height) == cell)
            return small;
        var pixels = new byte[3 * cell.Width * cell.Height];
        Array.Fill(pixels, Paper);
        var (left, top) = ((cell.Width - width) / 2, (cell.Height - height) / 2);
        for (var y = 0; y < height; y++)
            small.Pixels.AsSpan(3 * y * width, 3 * width).CopyTo(pixels.AsSpan(3 * ((top + y) * cell.Width + left)));
        return new RgbImage(cell.Width, cell.Height, pixels);
    }
}
