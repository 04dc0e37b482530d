using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SoftCfg.Playground.Tests.Pages;

[Collection(SharedStand.Name)]
public sealed class SheetTests(Stand stand)
{
    [Fact]
    public async Task A_sheet_shows_many_seeds_and_each_opens()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=100&a=cfg&b=softcfg+scale:3");
        await open.FinishedAsync();
        await open.Page.GetByLabel("Seeds", new() { Exact = true }).SelectOptionAsync("8");
        await open.Page.GetByLabel("Setting", new() { Exact = true }).SelectOptionAsync("1");
        await open.Button("Make the sheet").ClickAsync();
        await Expect(open.Button("Show seed 107")).ToBeEnabledAsync();
        await Expect(open.Page.Locator("#sheet button:enabled")).ToHaveCountAsync(8);
        var sheet = await open.DownloadAsync("Download PNG");
        Assert.Equal(8 * 30 - 2, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(sheet.AsSpan(16)));
        await open.Button("Show seed 103").ClickAsync();
        await Expect(open.Box("Seed")).ToHaveValueAsync("103");
        await open.FinishedAsync();
        // What the sheet shows small is what is shown large.
        const string pixels = "canvas => Array.from(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).join()";
        Assert.Equal(await open.Page.Locator("[data-seed='103'] canvas").EvaluateAsync<string>(pixels),
            await open.Map("B", "image").Locator(".pixels").EvaluateAsync<string>(pixels));
    }

    [Fact]
    public async Task A_sheet_can_be_stopped()
    {
        await using var slow = await SlowServer.StartAsync();
        await using var open = await stand.OpenAsync(address: slow.Address);
        await Expect(open.Box("Class")).ToHaveValueAsync("class 0");
        await open.Page.Locator("#sheet-count").EvaluateAsync("select => { select.options[0].value = '4'; select.value = '4'; }");
        await open.Button("Make the sheet").ClickAsync();
        await open.Page.Locator("#sheet-controls").GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(open.Button("Make the sheet")).ToBeVisibleAsync();
        await Expect(open.Page.Locator("#sheet button:enabled")).ToHaveCountAsync(0);
    }
}
