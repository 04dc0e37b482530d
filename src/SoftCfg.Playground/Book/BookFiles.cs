namespace SoftCfg.Playground.Book;

/// <summary>The files of the book, which are embedded: <c>docs</c> of the source tree, and the style and script of its pages.</summary>
internal static class BookFiles
{
    private const string Documents = "docs/", Assets = "wwwroot/book.";

    private static readonly Dictionary<string, string> Resources = typeof(BookFiles).Assembly.GetManifestResourceNames()
        .Select(resource => (Resource: resource, Name: resource.Replace('\\', '/')))
        .Where(entry => entry.Name.StartsWith(Documents, StringComparison.Ordinal) || entry.Name.StartsWith(Assets, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Name[(entry.Name.IndexOf('/', StringComparison.Ordinal) + 1)..], entry => entry.Resource, StringComparer.Ordinal);

    /// <summary>Their names from <c>docs</c> on, such as <c>tutorials/rar.md</c>; those of style and script have no folder.</summary>
    public static IReadOnlyCollection<string> Names => Resources.Keys;

    /// <summary>Whether there is a file of that name; names that leave the folder, or mean nothing, are none.</summary>
    public static bool Has(string name) => Resources.ContainsKey(name);

    /// <summary>What it holds; dispose it.</summary>
    public static Stream Open(string name) => typeof(BookFiles).Assembly.GetManifestResourceStream(Resources[name])!;

    /// <summary>What it holds, as text.</summary>
    public static string Text(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }
}
