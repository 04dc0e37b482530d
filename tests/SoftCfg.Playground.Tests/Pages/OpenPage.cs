using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SoftCfg.Playground.Tests.Pages;

/// <summary>A page in a browser, as whoever uses it finds things. Errors of its scripts fail the test.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> errors = [];

    public OpenPage(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.PageError += (_, error) => errors.Add(error);
        page.Console += (_, message) =>
        {
            // The browser itself writes of answers that are refusals.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                errors.Add(message.Text);
        };
    }

    public IPage Page { get; }

    public ILocator Notice => Page.Locator("#notice");

    public ILocator Slider => Page.GetByRole(AriaRole.Slider, new() { Name = "Step" });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Box(string name) => Page.GetByLabel(name, new() { Exact = true });

    /// <summary>A map: the image, confidence or weights of a setting.</summary>
    public ILocator Map(string setting, string kind) => Page.Locator($"[data-map='{setting}.{kind}']");

    /// <summary>What stands over the image of a setting.</summary>
    public ILocator State(int column) => Page.Locator(".column-head .state").Nth(column);

    /// <summary>Presses Generate and waits until all images are there.</summary>
    public async Task GenerateAsync()
    {
        await Button("Generate").ClickAsync();
        await FinishedAsync();
    }

    /// <summary>Waits until all images are there.</summary>
    public async Task FinishedAsync()
    {
        await Expect(State(0)).ToHaveTextAsync(new Regex("^all [0-9]+ tokens$"));
        await Expect(Button("Generate")).ToBeVisibleAsync();
        await Expect(Page.Locator("[data-needs=finished]:disabled")).ToHaveCountAsync(0);
    }

    /// <summary>The bytes of an image, as its download has them.</summary>
    public Task<byte[]> PngAsync(string setting) => DownloadAsync($"Download the PNG of {setting}");

    /// <summary>What a button downloads.</summary>
    public async Task<byte[]> DownloadAsync(string button)
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => Button(button).ClickAsync());
        return await File.ReadAllBytesAsync(await download.PathAsync());
    }

    /// <summary>Moves the slider.</summary>
    public Task ShowAsync(int tokens) => Slider.EvaluateAsync(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input', { bubbles: true })); }", tokens);

    /// <summary>Drops a file on the page.</summary>
    public async Task DropAsync(string name, string type, byte[] content)
    {
        var data = await Page.EvaluateHandleAsync("""
            ([name, type, base64]) => {
              const transfer = new DataTransfer();
              transfer.items.add(new File([Uint8Array.from(atob(base64), char => char.charCodeAt(0))], name, { type }));
              return transfer;
            }
            """, new[] { name, type, Convert.ToBase64String(content) });
        await Page.DispatchEventAsync("body", "drop", new { dataTransfer = data });
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Assert.Empty(errors);
    }
}
