using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using SoftCfg.Playground.Book;

namespace SoftCfg.Playground.Tests.Book;

/// <summary>The book as files: contents, links, anchors.</summary>
public class BookContentsTests
{
    public static TheoryData<string> Files() => new(
        Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories).Select(Named)
            .Concat(["README.md", "CONTRIBUTING.md", "models/fashion/README.md"]).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_page_is_a_chapter_once()
    {
        var pages = BookFiles.Names.Where(BookAddress.IsPage).Order(StringComparer.Ordinal).ToList();
        var listed = BookContents.Read(BookFiles.Text(BookContents.File)).Select(chapter => chapter.File).Order(StringComparer.Ordinal).ToList();
        var missing = pages.Except(listed).ToList();
        Assert.True(missing.Count == 0, $"docs/README.md, the order of the chapters, does not list {string.Join(", ", missing)}.");
        Assert.Equal(pages, listed);
    }

    [Fact]
    public void What_is_in_the_folder_is_embedded() =>
        Assert.Equal(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*", SearchOption.AllDirectories).Select(file => Named(file)["docs/".Length..])
                .Where(file => Path.GetExtension(file) is ".md" or ".png" or ".csv").Order(StringComparer.Ordinal),
            BookFiles.Names.Where(name => !name.StartsWith("book.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_link_and_anchor_leads_somewhere(string file)
    {
        var links = BookMarkdown.Parse(File.ReadAllText(Path.Combine(Root, file))).Descendants<LinkInline>().Select(link => link.Url!);
        Assert.All(links, link =>
        {
            if (BookAddress.File(file, link) is not { } target)
                return;
            Assert.True(Path.Exists(Path.Combine(Root, target)), $"{file}: {link} leads to {target}, which is not there.");
            if (BookAddress.Split(link).Anchor is { Length: > 0 } anchor)
            {
                var headings = BookRenderer.Render(target, File.ReadAllText(Path.Combine(Root, target))).Headings;
                Assert.True(headings.Any(heading => $"#{heading.Anchor}" == anchor), $"{file}: {target} has no heading {anchor}.");
            }
        });
    }

    [Theory]
    [InlineData("tour.md", "recipes/a.md#b", "recipes/a#b")]
    [InlineData("adr/1.md", "../tour.md", "../tour")]
    [InlineData("adr/1.md", "../README.md#part", "../#part")]
    [InlineData("tour.md", "README.md", "./")]
    [InlineData("tour.md", "#here", "#here")]
    [InlineData("tour.md", "sheet.png", "sheet.png")]
    [InlineData("tour.md", "https://arxiv.org/a.md", "https://arxiv.org/a.md")]
    public void A_link_between_files_becomes_one_between_pages(string file, string link, string expected) =>
        Assert.Contains($"<a href=\"{expected}\">x</a>", BookRenderer.Render(file, $"[x]({link})").Html);

    [Fact]
    public void A_link_that_leaves_the_book_says_where_to_look() =>
        Assert.Contains("<span class=\"outside\" title=\"In the source tree: eng/golden.sh\">the <code>script</code></span>",
            BookRenderer.Render("tour.md", "[the `script`](../eng/golden.sh)").Html);

    [Theory]
    [InlineData("<img src=\"a.png\" alt=\"A sheet\" width=\"600\">", "<img src=\"a.png\" width=\"600\" loading=\"lazy\" alt=\"A sheet\" />")]
    [InlineData("![A sheet](a.png)", "<img src=\"a.png\" loading=\"lazy\" alt=\"A sheet\" />")]
    [InlineData("<!-- code: a#b -->", "")]
    [InlineData("a <script>alert(1)</script> b", "a &lt;script&gt;alert(1)&lt;/script&gt; b")]
    [InlineData("<img src=\"javascript:alert(1)\" alt=\"x\">", "&lt;img")]
    [InlineData("<img src=\"a.png\" alt=\"x\" onerror=\"alert(1)\">", "&lt;img")]
    public void Of_HTML_only_pictures_are_let_through(string markdown, string expected) =>
        Assert.Contains(expected, BookRenderer.Render("tour.md", $"# T\n\n{markdown}\n").Html);

    private static string Root { get; } = FindRoot();

    private static string Named(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SoftCfg.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Run the tests from the source tree.");
        return folder.FullName;
    }
}
