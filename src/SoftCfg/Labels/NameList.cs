namespace SoftCfg.Labels;

/// <summary>Reads the lists of names that come with the library: a class a line, "name; synonym; synonym".</summary>
internal static class NameList
{
    internal static ClassNames Read(string owner, string resource)
    {
        using var stream = typeof(NameList).Assembly.GetManifestResourceStream($"SoftCfg.Labels.{resource}")!;
        using var reader = new StreamReader(stream);
        var words = new List<IReadOnlyList<string>>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
                words.Add(line.Split("; "));
        }
        return new(owner, words);
    }
}
