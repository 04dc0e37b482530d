using System.Text.RegularExpressions;
using SoftCfg.Cli.Terminal;
using SoftCfg.Imaging;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Sampling;

/// <summary>Images of an earlier run in the folder of this one, which would pass for images of this one.</summary>
internal static partial class OlderImages
{
    /// <summary>Notes that a folder holds images that this run would have made otherwise.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="textOf">The text that this run gives the image of an index.</param>
    /// <param name="session">Whom to tell.</param>
    public static void Note(string folder, Func<long, IEnumerable<KeyValuePair<string, string>>> textOf, Session session)
    {
        var first = Directory.EnumerateFiles(folder, "*.png").Select(Path.GetFileName)
            .Where(name => Numbered().IsMatch(name!)).Order(StringComparer.Ordinal).FirstOrDefault();
        if (first is null || Difference(Path.Combine(folder, first), textOf) is not { } difference)
            return;
        session.Note($"'{folder}' holds images of an earlier run with other settings ({difference}). Those of the same numbers " +
            "are replaced, the others stay.");
    }

    private static string? Difference(string path, Func<long, IEnumerable<KeyValuePair<string, string>>> textOf)
    {
        IReadOnlyList<KeyValuePair<string, string>> found;
        try
        {
            found = PngText.Read(path);
        }
        catch (IOException)
        {
            return $"{Path.GetFileName(path)} is no image of ours";
        }
        var index = long.Parse(Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (keyword, now) in textOf(index).Where(fact => fact.Key.StartsWith(RunProvenance.Prefix, StringComparison.Ordinal)))
        {
            var before = found.Where(fact => fact.Key == keyword).Select(fact => fact.Value).FirstOrDefault();
            if (before != now)
                return $"{keyword[RunProvenance.Prefix.Length..]} {before ?? "unknown"}, now {now}";
        }
        return null;
    }

    [GeneratedRegex(@"^[0-9]{6,18}\.png\z")]
    private static partial Regex Numbered();
}
