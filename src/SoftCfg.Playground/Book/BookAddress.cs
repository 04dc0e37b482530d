namespace SoftCfg.Playground.Book;

/// <summary>
/// Where a file of the book is served: <c>tutorials/rar.md</c> at <c>tutorials/rar</c>, a folder's <c>README.md</c> at the folder, with
/// its slash. So links from page to page lead where those from file to file do, whatever is in front of both.
/// </summary>
internal static class BookAddress
{
    private const string Extension = ".md", Index = "README.md";

    /// <summary>Whether a file is a page.</summary>
    public static bool IsPage(string file) => file.EndsWith(Extension, StringComparison.Ordinal);

    /// <summary>The address of a page, below <c>/docs/</c>.</summary>
    public static string Of(string file) => IsIndex(file) ? file[..^Index.Length] : file[..^Extension.Length];

    /// <summary>The way from a page to the top of the book: <c>../</c> for every folder that it is in.</summary>
    public static string Up(string address) => string.Concat(Enumerable.Repeat("../", address.Count(c => c == '/')));

    /// <summary>A link between files, as one between pages. Links within a page, to other files and to other places stay as they are.</summary>
    public static string Link(string target)
    {
        var (path, anchor) = Split(target);
        if (IsElsewhere(target) || !IsPage(path))
            return target;
        // Nothing at all would mean the page that links.
        return (Of(path) is { Length: > 0 } address ? address : "./") + anchor;
    }

    /// <summary>The file that a link means.</summary>
    /// <param name="from">The file that links.</param>
    /// <param name="target">What it says.</param>
    /// <returns>Its name from <c>docs</c> on, which begins with <c>../</c> where it is not below; null if the link is one to the web.</returns>
    public static string? File(string from, string target)
    {
        if (IsElsewhere(target))
            return null;
        var (path, _) = Split(target);
        if (path.Length == 0)
            return from;
        var way = new List<string>(from.Split('/')[..^1]);
        foreach (var step in path.Split('/'))
        {
            if (step == ".." && way is [.., not ".."])
                way.RemoveAt(way.Count - 1);
            else if (step is not ("." or ""))
                way.Add(step);
        }
        return string.Join('/', way);
    }

    /// <summary>A link's path and its anchor, with the sign in front.</summary>
    public static (string Path, string Anchor) Split(string target) =>
        target.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? (target[..at], target[at..]) : (target, "");

    private static bool IsIndex(string file) => file == Index || file.EndsWith($"/{Index}", StringComparison.Ordinal);

    private static bool IsElsewhere(string target) =>
        target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal);
}
