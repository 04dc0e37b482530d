using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace SoftCfg.Playground.Book;

/// <summary>
/// The order of the chapters, as <c>docs/README.md</c> has it and nothing else: every heading there is a part, the first link of every
/// item below it a chapter.
/// </summary>
internal static class BookContents
{
    /// <summary>The file.</summary>
    public const string File = "README.md";

    /// <summary>Reads the contents, the page of the contents itself first.</summary>
    public static IReadOnlyList<BookChapter> Read(string markdown)
    {
        var document = BookMarkdown.Parse(markdown);
        var chapters = new List<BookChapter> { new(File, "Contents", "") };
        var part = "";
        foreach (var block in document)
        {
            if (block is HeadingBlock heading)
                part = BookMarkdown.TextOf(heading.Inline);
            foreach (var item in block is ListBlock list ? list.Descendants<ListItemBlock>() : [])
            {
                if (item is [ParagraphBlock { Inline: { } inline }, ..] && inline.Descendants<LinkInline>().FirstOrDefault() is { Url: { } target } link)
                    chapters.Add(new(BookAddress.File(File, target)!, BookMarkdown.TextOf(link), part));
            }
        }
        return chapters;
    }
}
