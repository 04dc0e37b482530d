using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SoftCfg.Playground.Tests.Pages;

[Collection(SharedStand.Name)]
public sealed class AccessibilityTests(Stand stand)
{
    private const string Asked = "#model=fashion&class=8&seed=3&a=none&b=cfg&c=softcfg";

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Axe_finds_nothing(ColorScheme scheme, int width)
    {
        var window = new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 1000 } };
        await using var open = await stand.OpenAsync("", window);
        await Expect(open.Box("Class")).ToHaveValueAsync("T-shirt/top");
        await AssertAccessibleAsync(open, "empty");
        await open.Box("Class").ClickAsync();
        await AssertAccessibleAsync(open, "the list of classes");
        await open.Page.Keyboard.PressAsync("Escape");
        await open.GenerateAsync();
        await open.Button("More").ClickAsync();
        await open.Page.GetByText("How tokens are drawn").ClickAsync();
        await AssertAccessibleAsync(open, "generated");
        await open.Button("Paint a mask over A").ClickAsync();
        await AssertAccessibleAsync(open, "mask");
        await open.Button("Cancel").ClickAsync();
        await open.ShowAsync(9);
        await Expect(open.Button("Branch here")).ToBeEnabledAsync();
        await open.Button("Branch here").ClickAsync();
        await AssertAccessibleAsync(open, "branch");
        await open.Page.Keyboard.PressAsync("Escape");
        await open.DropAsync("bad.jsonl", "", "x"u8.ToArray());
        await Expect(open.Notice).ToBeVisibleAsync();
        await open.Box("Seed").FillAsync("x");
        await open.Button("Generate").ClickAsync();
        await Expect(open.Page.Locator("#error-seed")).ToBeVisibleAsync();
        await AssertAccessibleAsync(open, "errors");
    }

    [Fact]
    public async Task A_dropped_trace_is_accessible()
    {
        await using var open = await stand.OpenAsync(Asked);
        await open.FinishedAsync();
        await open.DropAsync("trace.jsonl", "", await open.DownloadAsync("Download the trace of C"));
        await Expect(open.Page.Locator("#trace-bar")).ToBeVisibleAsync();
        await AssertAccessibleAsync(open, "trace");
    }

    [Fact]
    public async Task Everything_is_done_by_the_keyboard()
    {
        await using var open = await stand.OpenAsync();
        await Expect(open.Box("Class")).ToHaveValueAsync("T-shirt/top");
        await open.Box("Class").FocusAsync();
        await open.Page.Keyboard.TypeAsync("bag");
        await open.Page.Keyboard.PressAsync("Enter");
        await open.Page.Keyboard.PressAsync("Tab");
        await Expect(open.Box("Seed")).ToBeFocusedAsync();
        await open.Page.Keyboard.TypeAsync("7");
        await open.Page.Keyboard.PressAsync("Enter");
        await open.FinishedAsync();
        await Expect(open.Box("Class")).ToHaveValueAsync("bag");
        await Expect(open.Box("Seed")).ToHaveValueAsync("7");
    }

    [Fact]
    public async Task The_focus_stays_where_Generate_becomes_Stop_and_back()
    {
        await using var slow = await SlowServer.StartAsync();
        await using var open = await stand.OpenAsync(address: slow.Address);
        await open.Button("Generate").PressAsync("Enter");
        await Expect(open.Button("Stop")).ToBeFocusedAsync();
        slow.Pace.Free();
        await open.FinishedAsync();
        await Expect(open.Button("Generate")).ToBeFocusedAsync();
    }

    private static async Task AssertAccessibleAsync(OpenPage open, string state)
    {
        var result = await open.Page.RunAxe(new AxeRunOptions());
        Assert.True(result.Violations.Length == 0, $"{state}: {string.Join("; ", result.Violations.Select(violation =>
            $"{violation.Id} ({violation.Impact}): {string.Join(", ", violation.Nodes.Select(node => node.Html))}"))}");
    }
}
