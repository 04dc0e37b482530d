using Microsoft.Playwright;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;
using SoftCfg.Layers;
using SoftCfg.Loading;
using SoftCfg.Playground.Tests.Api;

namespace SoftCfg.Playground.Tests.Pages;

/// <summary>A playground with three models, and a browser to look at it: started once for all tests of the page.</summary>
public sealed class Stand : IAsyncLifetime
{
    private static readonly EngineOptions SmallImages = new() { Capacity = 3, Size = new(ContextTokens: 256, ImageTokens: 400) };

    private TestServer? server;
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Where the playground listens, with a slash behind it.</summary>
    public string Address { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync([
            ServedModel.Find(EmbeddedModel.Name, EmbeddedModel.Name),
            ServedModel.Find("tiny", TestModel.Path),
            ServedModel.Find("lumina", TinyLumina.Shared, new() { Weights = WeightFormat.Float32 }) with { Engine = SmallImages },
        ]);
        Address = server.Address.ToString();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Path, Args = ["--no-sandbox"] });
        // Machines that test are slow, and no test waits longer than it must.
        Assertions.SetDefaultExpectTimeout(60_000);
    }

    /// <summary>Opens the page in a window of its own.</summary>
    /// <param name="asked">What stands behind the # of its address.</param>
    /// <param name="options">The window; by default a wide one in light colours.</param>
    /// <param name="address">Another playground than this one's.</param>
    internal async Task<OpenPage> OpenAsync(string asked = "", BrowserNewContextOptions? options = null, string? address = null)
    {
        var context = await browser!.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1440, Height = 1000 } });
        var page = await context.NewPageAsync();
        var open = new OpenPage(context, page);
        await page.GotoAsync($"{address ?? Address}{asked}");
        // Until the page knows what there is to choose from, nothing can be typed.
        await Assertions.Expect(page.Locator("#request:not([inert])")).ToBeVisibleAsync();
        return open;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        if (server is not null)
            await server.DisposeAsync();
    }
}
