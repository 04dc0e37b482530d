using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SoftCfg.Playground.Tests.Pages;

[Collection(SharedStand.Name)]
public sealed class MaskTests(Stand stand)
{
    [Fact]
    public async Task Painted_tokens_are_sampled_anew_and_the_others_kept()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=softcfg");
        await open.FinishedAsync();
        var before = await TraceFile.ReadAsync(await open.DownloadAsync("Download the trace of A"));
        await open.Button("Paint a mask over A").ClickAsync();
        var map = open.Page.Locator("[data-map=mask]");
        await Expect(open.Button("Resample these")).ToBeDisabledAsync();
        var box = (await map.BoundingBoxAsync())!;
        var cell = box.Width / 7;
        // Along the first row, from its first to its third cell.
        await open.Page.Mouse.MoveAsync(box.X + cell / 2, box.Y + cell / 2);
        await open.Page.Mouse.DownAsync();
        await open.Page.Mouse.MoveAsync(box.X + 2.5f * cell, box.Y + cell / 2, new() { Steps = 8 });
        await open.Page.Mouse.UpAsync();
        await Expect(open.Page.Locator("#mask-dialog [role=status]")).ToHaveTextAsync("46 of 49 tokens are kept, 3 sampled anew.");
        await open.Button("Resample these").ClickAsync();
        await open.FinishedAsync();
        var after = await TraceFile.ReadAsync(await open.DownloadAsync("Download the trace of A"));
        Assert.Equal(before.Tokens.Skip(3), after.Tokens.Skip(3));
        Assert.Equal(Enumerable.Range(0, 49).Select(step => step >= 3), after.Trace.Kept);
    }

    [Fact]
    public async Task The_keyboard_paints_too()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=softcfg");
        await open.FinishedAsync();
        await open.Button("Paint a mask over A").ClickAsync();
        var map = open.Page.Locator("[data-map=mask]");
        var status = open.Page.Locator("#mask-dialog [role=status]");
        await open.Button("Resample all").ClickAsync();
        await Expect(status).ToHaveTextAsync("0 of 49 tokens are kept, 49 sampled anew.");
        await open.Button("Invert").ClickAsync();
        await Expect(status).ToContainTextAsync("49 of 49");
        await map.FocusAsync();
        await map.PressAsync("ArrowDown");
        await map.PressAsync("Enter");
        await Expect(status).ToContainTextAsync("48 of 49");
        await open.Page.GetByLabel("Size of the brush").PressAsync("ArrowRight");
        await map.PressAsync("Enter");
        await Expect(status).ToContainTextAsync("43 of 49");
        await open.Page.GetByLabel("Keep", new() { Exact = true }).CheckAsync();
        await map.PressAsync("Enter");
        await Expect(status).ToContainTextAsync("49 of 49");
        await open.Button("Cancel").ClickAsync();
        await Expect(open.Page.Locator("#kept")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_picture_becomes_tokens_to_start_from()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=softcfg");
        await open.FinishedAsync();
        await open.Page.Locator("#picture-file").SetInputFilesAsync(new FilePayload
        {
            Name = "smooth.png",
            MimeType = "image/png",
            Buffer = PngFile.Smooth(60, 40),
        });
        await Expect(open.Page.GetByRole(AriaRole.Dialog, new() { Name = "A mask over smooth.png" })).ToBeVisibleAsync();
        await open.Page.Locator("[data-map=mask]").ClickAsync(new() { Position = new() { X = 8, Y = 8 } });
        await open.Button("Resample these").ClickAsync();
        await open.FinishedAsync();
        await Expect(open.Page.Locator("#kept")).ToContainTextAsync("48 of 49 tokens are kept.");
        await Expect(open.Page).ToHaveURLAsync(new Regex("given=-1\\."));
    }

    [Fact]
    public async Task The_tokens_of_a_downloaded_image_draw_it_again()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=9&seed=3&a=cfg");
        await open.FinishedAsync();
        await open.DropAsync("mine.png", "image/png", await open.PngAsync("A"));
        await Expect(open.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("mine.png");
        await open.Button("Cancel").ClickAsync();
        await Expect(open.State(0)).ToHaveTextAsync("all 49 tokens");
    }

    [Fact]
    public async Task A_file_that_is_no_picture_is_named()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=softcfg");
        await open.FinishedAsync();
        await open.Page.Locator("#picture-file").SetInputFilesAsync(new FilePayload
        {
            Name = "words.png",
            MimeType = "image/png",
            Buffer = "no picture"u8.ToArray(),
        });
        await Expect(open.Notice).ToContainTextAsync("words.png is no picture that this browser reads.");
    }
}
