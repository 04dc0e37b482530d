using System.Text;

namespace SoftCfg.Playground.Book;

/// <summary>What stands around the text of a page: chapters, search, the way on. No script or style is within it.</summary>
/// <param name="chapters">The chapters in order.</param>
internal sealed class PageFrame(IReadOnlyList<BookChapter> chapters)
{
    /// <summary>A whole page.</summary>
    public string Of(BookPage page) => Of(page.Address, page.Title, page.Html, page.Headings);

    /// <summary>What is served where there is no page.</summary>
    /// <param name="address">The address that was asked for; links lead up from there.</param>
    public string Missing(string address) => Of(address, "No such page",
        $"<h1>No such page</h1>\n<p>The book has no page <code>{Html.Escape(address)}</code>. Its chapters are on the left.</p>\n", []);

    private string Of(string address, string title, string content, IReadOnlyList<BookHeading> headings)
    {
        var up = BookAddress.Up(address);
        var page = new StringBuilder($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Html.Escape(title)} · SoftCfg</title>
            <link rel="icon" href="{up}../icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="{up}book.css">
            <script src="{up}../js/theme.js"></script>
            <script src="{up}book.js" defer></script>
            </head>
            <body>
            <a class="skip" href="#text">To the text</a>
            <header>
            <a class="home" href="{(up.Length > 0 ? up : "./")}">SoftCfg <span>book</span></a>
            <form role="search" id="search" data-index="{up}search.json" data-top="{(up.Length > 0 ? up : "./")}" hidden>
            <input type="search" id="words" placeholder="Search the book" aria-label="Search the book" autocomplete="off" spellcheck="false">
            <ol id="found" aria-live="polite" hidden></ol>
            </form>
            <nav aria-label="More">
            <a href="{up}../">Playground</a>
            <button type="button" id="theme" aria-label="Theme: as the system">◐</button>
            </nav>
            </header>
            <div class="columns">

            """);
        AddChapters(page, address, up);
        page.Append("<main id=\"text\">\n<article>\n").Append(content).Append("</article>\n");
        AddNeighbours(page, address, up);
        page.Append("</main>\n");
        AddHeadings(page, headings);
        return page.Append("</div>\n</body>\n</html>\n").ToString();
    }

    private void AddChapters(StringBuilder page, string address, string up)
    {
        page.Append("<nav class=\"chapters\" aria-label=\"Chapters\">\n<details id=\"chapters\" open>\n<summary>Chapters</summary>\n");
        foreach (var part in chapters.GroupBy(chapter => chapter.Part, StringComparer.Ordinal))
        {
            if (part.Key.Length > 0)
                page.Append($"<h2>{Html.Escape(part.Key)}</h2>\n");
            page.Append("<ul>\n");
            foreach (var chapter in part)
                page.Append($"<li>{Link(chapter, up, chapter.Address == address ? " aria-current=\"page\"" : "")}</li>\n");
            page.Append("</ul>\n");
        }
        page.Append("</details>\n</nav>\n");
    }

    private void AddNeighbours(StringBuilder page, string address, string up)
    {
        var at = Enumerable.Range(0, chapters.Count).FirstOrDefault(i => chapters[i].Address == address, -1);
        if (at < 0)
            return;
        page.Append("<nav class=\"neighbours\" aria-label=\"Before and after\">\n");
        if (at > 0)
            page.Append($"<span class=\"before\">{Link(chapters[at - 1], up, " rel=\"prev\"")}</span>\n");
        if (at + 1 < chapters.Count)
            page.Append($"<span class=\"after\">{Link(chapters[at + 1], up, " rel=\"next\"")}</span>\n");
        page.Append("</nav>\n");
    }

    private static void AddHeadings(StringBuilder page, IReadOnlyList<BookHeading> headings)
    {
        var listed = headings.Where(heading => heading.Level == 2).ToList();
        if (listed.Count < 2)
            return;
        page.Append("<nav class=\"headings\" aria-label=\"On this page\">\n<h2>On this page</h2>\n<ul>\n");
        foreach (var heading in listed)
            page.Append($"<li><a href=\"#{Html.Escape(heading.Anchor)}\">{Html.Escape(heading.Title)}</a></li>\n");
        page.Append("</ul>\n</nav>\n");
    }

    private static string Link(BookChapter chapter, string up, string attributes) =>
        $"<a href=\"{(up + chapter.Address is { Length: > 0 } way ? way : "./")}\"{attributes}>{Html.Escape(chapter.Title)}</a>";
}
