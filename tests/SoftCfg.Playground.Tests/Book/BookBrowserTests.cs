using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SoftCfg.Playground.Book;

namespace SoftCfg.Playground.Tests.Book;

/// <summary>The book in a browser, Debian's Chromium.</summary>
public sealed class BookBrowserTests(BookSite site) : IClassFixture<BookSite>, IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Path, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    [Fact]
    public async Task The_search_finds_a_section_and_leads_there_by_keyboard()
    {
        var page = await OpenAsync("tour");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("product telescopes");
        var found = page.Locator("#found a");
        await found.First.WaitForAsync();
        Assert.Contains(await found.AllTextContentsAsync(), text => text.Contains("How SoftCFG is computed", StringComparison.Ordinal));
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Locator("#found a:focus").WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("article", new() { HasText = "telescopes" }).WaitForAsync();
    }

    [Fact]
    public async Task Words_that_nothing_has_are_said_to_be_nowhere_and_Escape_closes()
    {
        var page = await OpenAsync("");
        await page.Locator("#words").FillAsync("xyzzy");
        Assert.Equal("Nothing in the book has these words.", await page.Locator("#found p").TextContentAsync());
        await page.Keyboard.PressAsync("Escape");
        Assert.False(await page.Locator("#found").IsVisibleAsync());
    }

    [Fact]
    public async Task On_a_narrow_screen_no_page_is_wider_than_the_screen_and_the_chapters_unfold()
    {
        var page = await OpenAsync("", width: 360);
        foreach (var chapter in BookLibrary.Shared.Chapters)
        {
            await page.GotoAsync(new Uri(site.Client.BaseAddress!, chapter.Address).ToString());
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), chapter.Address);
        }
        var tour = page.Locator(".chapters a", new() { HasText = "Tour" });
        Assert.False(await tour.IsVisibleAsync());
        await page.Locator(".chapters summary").ClickAsync();
        await tour.ClickAsync();
        await page.WaitForURLAsync("**/docs/tour");
    }

    [Fact]
    public async Task On_a_wide_screen_the_chapters_are_there_without_a_click()
    {
        var page = await OpenAsync("guidance");
        Assert.True(await page.Locator(".chapters a", new() { HasText = "Parity" }).IsVisibleAsync());
        Assert.Equal("page", await page.Locator(".chapters a", new() { HasText = "Guidance explained" }).GetAttributeAsync("aria-current"));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_serious(ColorScheme colours)
    {
        foreach (var address in new[] { "", "guidance", "options" })
        {
            var page = await OpenAsync(address, colours: colours);
            var serious = (await page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation => $"{address}: {violation.Id} {violation.Nodes[0].Html}").ToList();
            Assert.True(serious.Count == 0, string.Join('\n', serious));
        }
    }

    /// <summary>Opens a page; whatever it logs as an error fails the test.</summary>
    private async Task<IPage> OpenAsync(string address, int width = 1280, ColorScheme colours = ColorScheme.Light)
    {
        var page = await browser!.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = colours });
        page.PageError += (_, error) => Assert.Fail(error);
        await page.GotoAsync(new Uri(site.Client.BaseAddress!, address).ToString());
        return page;
    }
}
