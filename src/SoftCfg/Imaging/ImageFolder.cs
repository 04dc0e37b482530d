using System.Globalization;

namespace SoftCfg.Imaging;

/// <summary>
/// The images of a folder: its PNG and JPEG files in the ordinal order of their names, whatever the case of their endings.
/// Every command that takes a folder of images takes these.
/// </summary>
/// <remarks>
/// Left out are <c>sheet.png</c> and <c>preview.png</c>, which sampling puts beside its images; hidden files, of which macOS writes one
/// (<c>._NAME.png</c>) for every image it copies to a foreign disk; pictures of other formats; and what lies in folders
/// within. <see cref="Remarks"/> says so where it may matter.
/// </remarks>
public sealed class ImageFolder
{
    /// <summary>The overview that sampling puts beside its images; no image of the set.</summary>
    public const string Sheet = "sheet.png";

    /// <summary>What there is of an image that is not finished yet; no image of the set.</summary>
    public const string Preview = "preview.png";

    /// <summary>Deep enough for folders by class or by run; without a limit, a link to a folder above could go far.</summary>
    private const int SearchedDepth = 3;

    private static readonly Dictionary<string, string> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "PNG",
        [".jpg"] = "JPEG",
        [".jpeg"] = "JPEG",
    };

    /// <summary>What people call images and the reader does not read.</summary>
    private static readonly HashSet<string> OtherKinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ".avif", ".bmp", ".gif", ".heic", ".heif", ".jfif", ".jp2", ".jxl", ".pgm", ".ppm", ".tga", ".tif", ".tiff", ".webp",
    };

    private ImageFolder(string path, IReadOnlyList<string> files, IReadOnlyList<string> remarks) =>
        (Path, Files, Remarks) = (path, files, remarks);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The images, by path; possibly none.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>
    /// Whole sentences on what a reader of results should know: that kinds of images are mixed, and which were left out.
    /// </summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>Lists a folder; opens no image.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>What is in it.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ImageFolder Open(string path)
    {
        var (images, hidden, others) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var file in Directory.EnumerateFiles(path).Order(StringComparer.Ordinal))
        {
            var name = System.IO.Path.GetFileName(file);
            var isImage = KindOf(file) is not null;
            if (isImage && name[0] == '.')
                hidden.Add(name);
            else if (isImage && name is not (Sheet or Preview))
                images.Add(file);
            else if (name[0] != '.' && OtherKinds.Contains(System.IO.Path.GetExtension(file)))
                others.Add(name);
        }
        return new ImageFolder(path, images, [.. Describe(path, images, hidden, others)]);
    }

    private static string? KindOf(string file) => Kinds.GetValueOrDefault(System.IO.Path.GetExtension(file));

    private static IEnumerable<string> Describe(string path, List<string> images, List<string> hidden, List<string> others)
    {
        var kinds = images.GroupBy(KindOf, StringComparer.Ordinal).Select(kind => $"{kind.Count()} {kind.Key}").ToList();
        if (kinds.Count > 1)
            yield return $"The images of '{path}' are of several kinds, all of which count: {string.Join(" and ", kinds)}.";
        if (hidden.Count > 0)
            yield return $"In '{path}', {Files(hidden, "hidden file")} passed over: {Examples(hidden)}.";
        if (others.Count > 0)
        {
            yield return $"In '{path}', {Files(others, "picture")} left out, because only PNG and JPEG are read: " +
                $"{Examples(others)}. Convert them to have them count.";
        }
        var folders = FoldersWithImages(path);
        if (folders.Count > 0)
        {
            yield return $"In '{path}', images in the folders within are left out: {Examples(folders)}. Only images directly " +
                "in the folder count.";
        }

        static string Files(List<string> names, string noun) => string.Create(CultureInfo.InvariantCulture,
            $"{names.Count} {noun}{(names.Count == 1 ? " was" : "s were")}");
    }

    private static List<string> FoldersWithImages(string path)
    {
        var search = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = SearchedDepth,
            IgnoreInaccessible = true,
        };
        return Directory.EnumerateDirectories(path, "*", new EnumerationOptions { IgnoreInaccessible = true })
            .Where(folder => Directory.EnumerateFiles(folder, "*", search).Any(file => KindOf(file) is not null))
            .Select(folder => System.IO.Path.GetFileName(folder) + "/").Order(StringComparer.Ordinal).ToList();
    }

    private static string Examples(List<string> names)
    {
        const int Most = 3;
        var listed = string.Join(", ", names.Take(Most));
        return names.Count > Most ? $"{listed} and {names.Count - Most} more" : listed;
    }
}
