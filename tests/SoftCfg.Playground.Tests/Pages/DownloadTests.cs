using SoftCfg.Guidance;
using static Microsoft.Playwright.Assertions;

namespace SoftCfg.Playground.Tests.Pages;

[Collection(SharedStand.Name)]
public sealed class DownloadTests(Stand stand)
{
    [Fact]
    public async Task The_command_line_makes_the_same_pixels()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=9&seed=12&a=none&b=cfg+scale:3&c=softcfg+scale:4.5+step_normalization:off&drawing=top_k:40");
        await open.FinishedAsync();
        foreach (var setting in new[] { "A", "B", "C" })
        {
            var command = await open.Page.Locator($"[data-command='{setting}']").InnerTextAsync();
            var shown = await open.PngAsync(setting);
            Assert.Equal(command, PngFile.Text(shown)["softcfg.command"]);
            using var folder = new TemporaryFolder();
            ToolRun.Shell(folder, command);
            Assert.Equal(TraceFile.Pixels(shown), TraceFile.Pixels(folder.Bytes(Path.Combine("samples", "000000.png"))));
        }
    }

    [Fact]
    public async Task The_trace_is_read_by_the_library()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=none&b=cfg&c=softcfg");
        await open.FinishedAsync();
        var images = new List<Traces.TracedImage>();
        foreach (var setting in new[] { "A", "B", "C" })
            images.Add(await TraceFile.ReadAsync(await open.DownloadAsync($"Download the trace of {setting}")));
        Assert.Equal([GuidanceKind.None, GuidanceKind.ClassifierFree, GuidanceKind.SoftCfg], images.Select(image => image.Guidance));
        Assert.All(images, image =>
        {
            Assert.Equal(8, image.ClassLabel);
            Assert.Equal(49, image.Tokens.Count);
            Assert.All(image.Trace.Confidence, confidence => Assert.InRange(confidence, 0, 1));
        });
        Assert.Empty(images[0].Trace.Divergence);
        Assert.Equal(49, images[1].Trace.Divergence.Count);
        Assert.Empty(images[1].Trace.ValueWeights);
        Assert.Equal(49, images[2].Trace.ValueWeights.Count);
    }

    [Fact]
    public async Task The_trace_is_that_of_the_tool_number_by_number()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=softcfg");
        await open.FinishedAsync();
        var page = await TraceFile.ReadAsync(await open.DownloadAsync("Download the trace of A"));
        var command = await open.Page.Locator("[data-command='A']").InnerTextAsync();
        using var folder = new TemporaryFolder();
        ToolRun.Shell(folder, $"{command} --trace trace.jsonl");
        var tool = await TraceFile.ReadAsync(folder.Bytes("trace.jsonl"));
        Assert.Equal(tool.Tokens, page.Tokens);
        Assert.Equal(tool.Trace.Scale, page.Trace.Scale);
        Assert.Equal(tool.Trace.Confidence, page.Trace.Confidence);
        Assert.Equal(tool.Trace.Divergence, page.Trace.Divergence);
        Assert.Equal(tool.Trace.ValueWeights, page.Trace.ValueWeights);
    }

    [Fact]
    public async Task The_command_is_copied()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=softcfg");
        await open.FinishedAsync();
        await open.Button("Copy the command of A").ClickAsync();
        // Whether a page may write to the clipboard is the browser's decision; if not, the text is selected.
        await Expect(open.Page.Locator(".command button")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^(Copied|Selected)$"));
    }
}
