using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SoftCfg.Playground.Tests.Pages;

[Collection(SharedStand.Name)]
public sealed class BranchTests(Stand stand)
{
    [Fact]
    public async Task A_branch_keeps_the_tokens_so_far_and_samples_the_rest_with_another_seed()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=cfg&b=softcfg");
        await open.FinishedAsync();
        var before = await TraceFile.ReadAsync(await open.DownloadAsync("Download the trace of B"));
        await open.ShowAsync(20);
        await open.Button("Branch here").ClickAsync();
        var dialog = open.Page.GetByRole(AriaRole.Dialog, new() { Name = "Branch here" });
        await dialog.GetByLabel("Tokens of").SelectOptionAsync("1");
        await Expect(dialog.GetByLabel("Seed of the rest")).ToHaveValueAsync("4");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Branch", Exact = true }).ClickAsync();
        await open.FinishedAsync();

        await Expect(open.Page.Locator("#kept")).ToContainTextAsync("20 of 49 tokens are kept.");
        await Expect(open.Box("Seed")).ToHaveValueAsync("4");
        foreach (var setting in new[] { "A", "B" })
        {
            var after = await TraceFile.ReadAsync(await open.DownloadAsync($"Download the trace of {setting}"));
            Assert.Equal(before.Tokens.Take(20), after.Tokens.Take(20));
            Assert.NotEqual(before.Tokens, after.Tokens);
            Assert.Equal(Enumerable.Range(0, 49).Select(step => step < 20), after.Trace.Kept);
        }
        await Expect(open.Page.Locator("#commands")).ToContainTextAsync("no command line takes those");
    }

    [Fact]
    public async Task A_branch_with_the_same_seed_and_setting_is_the_same_image()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=softcfg");
        await open.FinishedAsync();
        var before = await open.PngAsync("A");
        await open.ShowAsync(12);
        await open.Button("Branch here").ClickAsync();
        await open.Page.GetByLabel("Seed of the rest").FillAsync("3");
        await open.Page.GetByLabel("Seed of the rest").PressAsync("Enter");
        await Expect(open.Page.Locator("#kept")).ToContainTextAsync("12 of 49");
        await open.FinishedAsync();
        Assert.Equal(TraceFile.Pixels(before), TraceFile.Pixels(await open.PngAsync("A")));
    }

    [Fact]
    public async Task An_address_brings_the_branch_back_and_it_can_be_forgotten()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=softcfg&given=1.2.3.-46");
        await open.FinishedAsync();
        var trace = await TraceFile.ReadAsync(await open.DownloadAsync("Download the trace of A"));
        Assert.Equal([1, 2, 3], trace.Tokens.Take(3));
        await open.Map("A", "image").HoverAsync(new() { Position = new() { X = 5, Y = 5 } });
        await Expect(open.Page.Locator(".readout").First).ToContainTextAsync("token 1 (kept)");
        await open.Button("Forget them").ClickAsync();
        await Expect(open.Page.Locator("#kept")).ToBeHiddenAsync();
        await Expect(open.Page).Not.ToHaveURLAsync(new Regex("given"));
    }

    [Fact]
    public async Task A_branch_can_be_called_off()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=softcfg");
        await open.FinishedAsync();
        await Expect(open.Button("Branch here")).ToBeDisabledAsync();
        await open.ShowAsync(12);
        await open.Button("Branch here").ClickAsync();
        await open.Page.Keyboard.PressAsync("Escape");
        await Expect(open.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(open.Box("Seed")).ToHaveValueAsync("3");
        await Expect(open.State(0)).ToHaveTextAsync("12 of 49 tokens");
    }
}
