using System.Globalization;
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
    private readonly IReadOnlyList<int> classes;
    private readonly int rows;
    private readonly int columns;
    private readonly Dictionary<(GuidanceKind Kind, long Index), RgbImage> images = [];
    private readonly SortedDictionary<int, RgbImage> originals = [];

    /// <summary>Plans the sheet.</summary>
    /// <param name="kinds">The kinds of guidance, left to right.</param>
    /// <param name="classes">The class of image i is the one at i modulo their number.</param>
    /// <param name="count">Images of each kind.</param>
    /// <param name="imageSize">Their width and height.</param>
    public SampleSheet(IReadOnlyList<GuidanceKind> kinds, IReadOnlyList<int> classes, int count, int imageSize)
    {
        (this.kinds, this.classes) = (kinds, classes);
        rows = Math.Min(Math.Min(classes.Count, count), Math.Clamp(MostHeight / imageSize, 1, MostRows));
        columns = Math.Clamp(count / classes.Count, 1, MostColumns / kinds.Count);
    }

    /// <summary>Keeps an image if it is on the sheet.</summary>
    public void Add(GuidanceKind kind, GeneratedImage image)
    {
        if (image.Index % classes.Count < rows && image.Index / classes.Count < columns)
            images.Add((kind, image.Index), image.Image);
    }

    /// <summary>Keeps the original of an image if it is on the sheet: every image of a row has the same.</summary>
    /// <returns>The original.</returns>
    public RgbImage AddOriginal(int index, RgbImage original)
    {
        if (index < rows)
            originals[index] = original;
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
            select images[(kind, (long)column * classes.Count + row)];
        var groups = kinds.Select(kind => new ColumnGroup(Title(kind), columns)).ToList();
        var isReconstruction = originals.Count > 0;
        return new ContactSheet
        {
            Images = Enumerable.Range(0, rows)
                .SelectMany(row => isReconstruction ? Row(row).Prepend(originals[row]) : Row(row)).ToList(),
            Columns = columns * kinds.Count + (isReconstruction ? 1 : 0),
            Groups = isReconstruction ? [new ColumnGroup("original", 1), .. groups] : groups,
            RowLabels = classes.Take(rows).Select(label => model.Classes[label]).ToList(),
            Title = model.Name,
            Footer = footer,
        }.Draw();
    }

    /// <summary>A kind's name for people.</summary>
    public static string Title(GuidanceKind kind) => GuidanceNames.TitleOf(kind);

    /// <summary>The settings that the kinds of guidance on a sheet share, in small print.</summary>
    public static string Describe(SampleOptions options)
    {
        var guidance = options.Guidance(options.Kinds[^1]);
        var sampling = options.Sampling();
        var parts = new List<FormattableString> { $"seed {options.Seed}" };
        if (options.Kinds.Any(kind => kind != GuidanceKind.None))
            parts.Add($"scale {guidance.Scale}, power {guidance.ScalePower}");
        if (options.Kinds.Contains(GuidanceKind.SoftCfg))
        {
            var normalization = guidance.StepNormalization ? "on" : "off";
            parts.Add($"strength {guidance.Strength}, step normalization {normalization}");
            parts.Add($"{guidance.Confidence} confidence, {guidance.Alignment} alignment");
        }
        parts.Add(sampling.Greedy
            ? (FormattableString)$"greedy"
            : $"temperature {sampling.Temperature}, top-k {sampling.TopK}, top-p {sampling.TopP}");
        if (options.Keep is not null)
            parts.Add($"original tokens kept with probability {options.Keep}");
        return string.Join(" · ", parts.Select(p => p.ToString(CultureInfo.InvariantCulture).ToLowerInvariant()));
    }
}
