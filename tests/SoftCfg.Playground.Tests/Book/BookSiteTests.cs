using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SoftCfg.Playground.Book;

namespace SoftCfg.Playground.Tests.Book;

/// <summary>What a reader of <c>/docs</c> gets.</summary>
public sealed partial class BookSiteTests(BookSite site) : IClassFixture<BookSite>
{
    /// <summary>What the book has from the playground's page.</summary>
    private static readonly string[] OfThePage = ["/", "/icon.svg", "/js/theme.js"];

    public static TheoryData<string> Addresses() => new(BookLibrary.Shared.Pages.Select(page => page.Address).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_page_is_served_and_each_of_its_links_leads_somewhere(string address)
    {
        using var answer = await site.Client.GetAsync(address);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var html = await answer.Content.ReadAsStringAsync();
        Assert.All(Targets(html), target =>
        {
            var there = new Uri(new Uri(site.Client.BaseAddress!, address), target);
            if (!there.Host.Equals(site.Client.BaseAddress!.Host, StringComparison.Ordinal))
                return;
            if (OfThePage.Contains(there.AbsolutePath))
                return;
            Assert.StartsWith("/docs/", there.AbsolutePath);
            var name = there.AbsolutePath["/docs/".Length..];
            var page = BookLibrary.Shared.Find(name);
            Assert.True(page is not null || BookFiles.Has(name), $"{target} leads to {name}");
            if (there.Fragment.Length > 1)
                Assert.Contains($"id=\"{Uri.UnescapeDataString(there.Fragment[1..])}\"", name == address ? html : page!.Html);
        });
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_page_has_no_script_or_style_of_its_own_and_fetches_nothing_from_elsewhere(string address)
    {
        var html = await site.Client.GetStringAsync(address);
        Assert.DoesNotMatch("""<script(?! src="[./]*(book\.js" defer|/js/theme\.js")></script>)""", html);
        Assert.DoesNotMatch("""<style| style=| on[a-z]+=""", html);
        Assert.DoesNotMatch("""(src|<link [^>]*href)="(https?:)?//""", html);
        // What our documents have of HTML is shown as pictures, or left out.
        Assert.DoesNotContain("&lt;img", html);
        Assert.DoesNotContain("<!--", html);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("tour.md")]
    [InlineData("tour/")]
    [InlineData("Tour")]
    [InlineData("README")]
    [InlineData("..%2fREADME.md")]
    [InlineData("%2e%2e/README.md")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("..%5cREADME.md")]
    [InlineData("tutorials/..%2ftour.md")]
    [InlineData("%00")]
    [InlineData("<script>alert(1)</script>")]
    public async Task What_is_no_page_is_said_to_be_none(string address)
    {
        // As it is typed: a client would put the dots right.
        var (status, html) = await Ask(address);
        Assert.True(status is 404 or 400, $"{status}: {html}");
        Assert.DoesNotContain("<script>alert", html);
        Assert.DoesNotContain("# The SoftCfg book", html);
    }

    [Fact]
    public async Task A_page_that_is_missing_leads_back_to_the_chapters()
    {
        using var answer = await site.Client.GetAsync("a/b/c");
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("<a class=\"home\" href=\"../../\">", html);
        Assert.Contains("<a href=\"../../tour\">", html);
    }

    [Fact]
    public async Task The_folder_without_its_slash_leads_to_the_contents()
    {
        using var answer = await site.Client.GetAsync("/docs");
        Assert.Equal((HttpStatusCode.Found, "/docs/"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Contains("<a href=\"tour\">", await site.Client.GetStringAsync(""));
    }

    [Theory]
    [InlineData("contact-sheet.png", "image/png")]
    [InlineData("results-fashion/main.csv", "text/csv")]
    [InlineData("book.css", "text/css")]
    [InlineData("book.js", "text/javascript")]
    public async Task Pictures_style_and_script_come_along(string file, string type)
    {
        using var answer = await site.Client.GetAsync(file);
        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_search_knows_every_chapter_and_where_a_word_stands()
    {
        using var json = JsonDocument.Parse(await site.Client.GetStringAsync("search.json"));
        var sections = json.RootElement.EnumerateArray().ToList();
        Assert.Equal(BookLibrary.Shared.Chapters.Select(chapter => chapter.Address).ToHashSet(),
            sections.Select(section => section.GetProperty("address").GetString()!.Split('#')[0]).ToHashSet());
        Assert.Contains(sections, section => section.GetProperty("address").GetString() == "parity#how-softcfg-is-computed"
            && section.GetProperty("text").GetString()!.Contains("unconditional rows", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Targets(string html) =>
        Target().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value));

    private async Task<(int Status, string Html)> Ask(string address)
    {
        var root = site.Client.BaseAddress!;
        using var socket = new TcpClient(root.Host, root.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /docs/{address} HTTP/1.1\r\nHost: {root.Authority}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        var body = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), answer[(body + 4)..]);
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Target();
}
