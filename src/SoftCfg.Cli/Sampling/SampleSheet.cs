using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Loading;

namespace SoftCfg.Cli.Sampling;

/// <summary>
/// The contact sheet of a run: a row per class, and side by side the same images under each kind of guidance, behind their
/// original if there is one. Of a large run it shows the first few images of the first classes.
/// </summary>
internal sealed class SampleSheet
{
    private const int MostRows = 20;
    private const int MostColumns = 12;
    private const int MostHeight = 4096;

    private readonly IReadOnlyList<GuidanceKind> kinds;
    private readonly ClassCycle classes;
    private readonly int rows;
    private readonly int columns;
    private readonly Dictionary<(GuidanceKind Kind, long Index), RgbImage> images = [];
    private readonly SortedDictionary<int, RgbImage> originals = [];

    /// <summary>Plans the sheet.</summary>
    /// <param name="kinds">The kinds of guidance, left to right.</param>
    /// <param name="classes">The class of each image.</param>
    /// <param name="imageSize">Their width and height.</param>
    public SampleSheet(IReadOnlyList<GuidanceKind> kinds, ClassCycle classes, int imageSize)
    {
        (this.kinds, this.classes) = (kinds, classes);
        rows = (int)Math.Min(Math.Min(classes.Round, classes.Count), Math.Clamp(MostHeight / imageSize, 1, MostRows));
        columns = (int)Math.Clamp(classes.Count / classes.Round, 1, MostColumns / kinds.Count);
    }

    /// <summary>Keeps an image if it is on the sheet.</summary>
    public void Add(GuidanceKind kind, GeneratedImage image)
    {
        if (image.Index % classes.Round < rows && image.Index / classes.Round < columns)
            images.Add((kind, image.Index), image.Image);
    }

    /// <summary>Keeps the original of an image if it is on the sheet: every image of a row has the same.</summary>
    /// <returns>The original.</returns>
    public RgbImage AddOriginal(long index, RgbImage original)
    {
        if (index < rows)
            originals[(int)index] = original;
        return original;
    }

    /// <summary>Draws the sheet, once every image was added.</summary>
    /// <param name="model">The model, for its name and the names of its classes.</param>
    /// <param name="footer">Small print below.</param>
    public RgbImage Draw(ModelDescription model, string footer)
    {
        IEnumerable<RgbImage> Row(int row) =>
            from kind in kinds
            from column in Enumerable.Range(0, columns)
            select images[(kind, column * classes.Round + row)];
        var groups = kinds.Select(kind => new ColumnGroup(Title(kind), columns)).ToList();
        var isReconstruction = originals.Count > 0;
        return new ContactSheet
        {
            Images = Enumerable.Range(0, rows)
                .SelectMany(row => isReconstruction ? Row(row).Prepend(originals[row]) : Row(row)).ToList(),
            Columns = columns * kinds.Count + (isReconstruction ? 1 : 0),
            Groups = isReconstruction ? [new ColumnGroup("original", 1), .. groups] : groups,
            RowLabels = Enumerable.Range(0, rows).Select(row => model.Classes[classes.Of(row)]).ToList(),
            Title = model.Name,
            Footer = footer,
        }.Draw();
    }

    /// <summary>Draws a sheet of one pixel: SkiaSharp and the font are loaded, and what draws is compiled, while images are sampled.</summary>
    public static void DrawForNobody() => new ContactSheet
    {
        Images = [new RgbImage(1, 1, new byte[3])],
        Columns = 1,
        Groups = [new ColumnGroup("a", 1)],
        RowLabels = ["a"],
        Title = "a",
        Footer = "a",
    }.Draw();

    /// <summary>A kind's name for people.</summary>
    public static string Title(GuidanceKind kind) => GuidanceNames.TitleOf(kind);

    /// <summary>The settings that the kinds of guidance on a sheet share, in small print.</summary>
    public static string Describe(SampleOptions options) => SmallPrint.Of(options.Seed, options.Kinds.Select(options.Guidance).ToList(),
        options.Sampling, options.Keep is null ? "" : FormattableString.Invariant($"original tokens kept with probability {options.Keep}"));
}
