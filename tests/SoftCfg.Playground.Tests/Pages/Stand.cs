using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;
using SoftCfg.Loading;
using SoftCfg.Tests.Recipes;

namespace SoftCfg.Playground.Tests.Pages;

/// <summary>A playground with the embedded model and a slow one, and a browser to look at it: started once for all tests of the page.</summary>
public sealed class Stand : IAsyncLifetime
{
    /// <summary>Debian's. The browsers that Playwright downloads are not for every machine.</summary>
    private const string Chromium = "/usr/bin/chromium";

    private WebApplication? application;
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Where the playground listens, with a slash behind it.</summary>
    public string Address { get; private set; } = "";

    internal GatedModel Slow { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Assert.True(File.Exists(Chromium), $"{Chromium} is missing; the page is tested in a real browser. Install it: apt-get install -y chromium");
        application = PlaygroundApplication.Create(new PlaygroundOptions
        {
            Port = 0,
            Models =
            [
                ServedModel.Find(EmbeddedModel.Name, EmbeddedModel.Name),
                new ServedModel
                {
                    Name = "slow",
                    Load = _ => new ImageGenerator(Slow, new PaletteTokenizer()),
                    Engine = new EngineOptions { Capacity = 3, QueueLimit = 3 },
                },
            ],
        });
        await application.StartAsync();
        Address = $"{application.Urls.Single().Replace("[::]", "127.0.0.1", StringComparison.Ordinal)}/";
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
        // Machines that test are slow, and no test waits longer than it must.
        Assertions.SetDefaultExpectTimeout(60_000);
    }

    /// <summary>Opens the page in a window of its own.</summary>
    /// <param name="asked">What stands behind the # of its address.</param>
    /// <param name="options">The window; by default a wide one in light colours.</param>
    internal async Task<OpenPage> OpenAsync(string asked = "", BrowserNewContextOptions? options = null)
    {
        var context = await browser!.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1440, Height = 1000 } });
        var page = await context.NewPageAsync();
        var open = new OpenPage(context, page);
        await page.GotoAsync($"{Address}{asked}");
        return open;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        if (application is null)
            return;
        await application.StopAsync();
        await application.DisposeAsync();
    }
}
