using System.Text.RegularExpressions;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace SoftCfg.Playground.Book;

/// <summary>
/// The HTML within Markdown. Pictures have it, since Markdown knows no width; remarks are left out; anything else is shown as the text it is.
/// </summary>
internal static partial class PictureMarkup
{
    /// <summary>Replaces the HTML of a document by pictures and text.</summary>
    public static void Replace(MarkdownDocument document)
    {
        foreach (var block in document.Descendants<HtmlBlock>().ToList())
        {
            var parent = block.Parent!;
            var at = parent.IndexOf(block);
            parent.RemoveAt(at);
            var content = new ContainerInline();
            foreach (var inline in AllOf(block.Lines.ToString()))
                content.AppendChild(inline);
            if (content.FirstChild is not null)
                parent.Insert(at, new ParagraphBlock { Inline = content });
        }
        foreach (var inline in document.Descendants<HtmlInline>().ToList())
        {
            if (Of(inline.Tag) is { } content)
                inline.ReplaceBy(content);
            else
                inline.Remove();
        }
    }

    /// <summary>What a block comes to: pictures side by side have a line each.</summary>
    private static IEnumerable<Inline> AllOf(string html) =>
        Remark().IsMatch(html) ? [] : html.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Of).OfType<Inline>();

    /// <summary>A picture, or the text; null for a remark.</summary>
    private static Inline? Of(string html)
    {
        if (Remark().IsMatch(html))
            return null;
        if (Picture().Match(html) is not { Success: true } match)
            return new LiteralInline(html);
        var picture = new LinkInline(match.Groups["source"].Value, "") { IsImage = true };
        picture.AppendChild(new LiteralInline(match.Groups["text"].Value));
        if (match.Groups["width"] is { Success: true, Value: var width })
            picture.GetAttributes().AddProperty("width", width);
        return picture;
    }

    [GeneratedRegex(@"^\s*<!--(?:(?!-->).)*-->\s*$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Remark();

    [GeneratedRegex("""^\s*<img src="(?<source>[^"<>:]+)" alt="(?<text>[^"<>]*)"( width="(?<width>[0-9]+)")?\s*/?>\s*$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Picture();
}
