using SoftCfg.Families;

namespace SoftCfg.Loading.Configuration;

/// <summary>Tells whose sampling script a configuration belongs to.</summary>
internal static class UpstreamFormat
{
    /// <summary>The format of a configuration.</summary>
    /// <exception cref="ConfigurationException">It has the mark of none, or of several; the message says where.</exception>
    internal static ConfigurationFormat Of(ConfigValues read, ConfigOrigin file)
    {
        var marked = ConfigurationFormat.All.Where(format => read.Has(format.Mark)).ToList();
        if (marked.Count == 0)
            throw new ConfigurationException(file, $"this is no configuration known here: {Marks()}.");
        if (marked.Find(format => format.Mark != marked[^1].Mark) is { } other)
        {
            throw new ConfigurationException(read.OriginOf(marked[^1].Mark)!,
                $"{marked[^1].Mark} makes this {Named(marked, marked[^1].Mark)} configuration, but {other.Mark} " +
                $"({read.OriginOf(other.Mark)}) {Named(marked, other.Mark)} one; leave one of them out.");
        }
        // Whoever shares another's mark says which keys tell the two apart.
        return marked.Find(format => format.FurtherMarks.Any(read.Has)) ?? marked.First(format => format.FurtherMarks.Count == 0);
    }

    /// <summary>The format that a mark alone stands for.</summary>
    private static string Named(IEnumerable<ConfigurationFormat> formats, string mark) =>
        WithArticle(formats.First(format => format.Mark == mark && format.FurtherMarks.Count == 0).Title);

    private static string Marks() => string.Join(", ", ConfigurationFormat.All.Where(format => format.FurtherMarks.Count == 0)
        .Select(format => $"{WithArticle(format.Title)} one has {format.Mark}"));

    private static string WithArticle(string title) => $"{("AEIOU".Contains(title[0]) ? "an" : "a")} {title}";
}
