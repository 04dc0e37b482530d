using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace SoftCfg.Playground.Book;

/// <summary>Makes pages of files.</summary>
internal static class BookRenderer
{
    /// <summary>Makes a page.</summary>
    /// <param name="file">The file's name from <c>docs</c> on.</param>
    /// <param name="markdown">What it holds.</param>
    public static BookPage Render(string file, string markdown)
    {
        var document = BookMarkdown.Parse(markdown);
        var headings = document.OfType<HeadingBlock>()
            .Select(heading => new BookHeading(heading.Level, heading.GetAttributes().Id ?? "", BookMarkdown.TextOf(heading.Inline))).ToList();
        var title = headings.FirstOrDefault()?.Title ?? file;
        var sections = Sections(document, BookAddress.Of(file), title);
        PictureMarkup.Replace(document);
        foreach (var link in document.Descendants<LinkInline>().ToList())
            Redirect(link, file);
        foreach (var table in document.Descendants<Table>())
            Align(table);
        foreach (var heading in document.OfType<HeadingBlock>())
            AddAnchor(heading);
        return new(file, title, document.ToHtml(BookMarkdown.Pipeline), headings, sections);
    }

    /// <summary>Leads a link from page to page; what is no part of the book has no page to lead to.</summary>
    private static void Redirect(LinkInline link, string from)
    {
        if (BookAddress.File(from, link.Url!) is not { } target)
            return;
        link.Url = BookAddress.Link(link.Url!);
        if (link.IsImage)
        {
            link.GetAttributes().AddProperty("loading", "lazy");
        }
        else if (target.StartsWith("../", StringComparison.Ordinal))
        {
            link.InsertBefore(new HtmlInline($"<span class=\"outside\" title=\"In the source tree: {Html.Escape(target[3..])}\">"));
            while (link.FirstChild is { } child)
            {
                child.Remove();
                link.InsertBefore(child);
            }
            link.InsertBefore(new HtmlInline("</span>"));
            link.Remove();
        }
    }

    /// <summary>Columns are aligned by classes: the pages' content security policy forbids styles of their own.</summary>
    private static void Align(Table table)
    {
        foreach (var row in table.OfType<TableRow>())
        {
            for (var i = 0; i < Math.Min(row.Count, table.ColumnDefinitions.Count); i++)
            {
                if (table.ColumnDefinitions[i].Alignment is TableColumnAlign.Right)
                    row[i].GetAttributes().AddClass("right");
            }
        }
        foreach (var column in table.ColumnDefinitions)
            column.Alignment = null;
    }

    /// <summary>A sign behind a heading, which is the address of what follows.</summary>
    private static void AddAnchor(HeadingBlock heading)
    {
        var (anchor, title) = (heading.GetAttributes().Id, BookMarkdown.TextOf(heading.Inline));
        if (heading.Level > 1 && anchor is not null)
            heading.Inline?.AppendChild(new HtmlInline($"<a class=\"anchor\" href=\"#{Html.Escape(anchor)}\" aria-label=\"Link to: {Html.Escape(title)}\">#</a>"));
    }

    private static List<BookSection> Sections(MarkdownDocument document, string address, string page)
    {
        var sections = new List<BookSection>();
        var (at, title, text) = (address, page, new StringBuilder());
        foreach (var block in document)
        {
            if (block is HeadingBlock { Level: > 1 } heading)
            {
                End();
                (at, title) = ($"{address}#{heading.GetAttributes().Id}", BookMarkdown.TextOf(heading.Inline));
            }
            else if (block is not (HeadingBlock or HtmlBlock))
            {
                foreach (var leaf in block is ContainerBlock container ? container.Descendants<LeafBlock>() : [(LeafBlock)block])
                    text.Append(leaf is CodeBlock ? leaf.Lines.ToString() : BookMarkdown.TextOf(leaf.Inline)).Append(' ');
            }
        }
        End();
        return sections;

        void End()
        {
            sections.Add(new(at, page, title, text.ToString().Trim()));
            text.Clear();
        }
    }
}
