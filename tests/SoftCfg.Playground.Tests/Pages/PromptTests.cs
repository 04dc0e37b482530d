using static Microsoft.Playwright.Assertions;

namespace SoftCfg.Playground.Tests.Pages;

[Collection(SharedStand.Name)]
public sealed class PromptTests(Stand stand)
{
    // 4 rows of 8 codes with an end each, and the end of the image.
    private const string Asked = "#model=lumina&prompt=it%27s+a+red+fox&size=64x32&seed=3&a=softcfg&b=none", All = "all 37 tokens";

    [Fact]
    public async Task An_image_of_a_prompt_has_the_size_that_was_asked_for()
    {
        await using var open = await stand.OpenAsync();
        await open.Box("Model").SelectOptionAsync("lumina");
        await open.Box("Prompt").FillAsync("a red fox");
        await open.Box("Width").FillAsync("64");
        await open.Box("Height").FillAsync("32");
        await open.GenerateAsync();
        await Expect(open.State(0)).ToHaveTextAsync(All);
        Assert.Equal((64, 32), PngFile.Size(await open.PngAsync("A")));
        var box = (await open.Map("A", "confidence").BoundingBoxAsync())!;
        Assert.Equal(2, box.Width / box.Height, 0.05);
    }

    [Fact]
    public async Task The_command_line_makes_the_same_pixels()
    {
        await using var open = await stand.OpenAsync(Asked);
        await open.FinishedAsync();
        var command = await open.Page.Locator("[data-command='A']").InnerTextAsync();
        using var folder = new TemporaryFolder();
        ToolRun.Shell(folder, command);
        Assert.Equal(TraceFile.Pixels(await open.PngAsync("A")), TraceFile.Pixels(folder.Bytes(Path.Combine("samples", "000000.png"))));
    }

    [Fact]
    public async Task The_trace_says_the_prompt_and_the_rows()
    {
        await using var open = await stand.OpenAsync(Asked);
        await open.FinishedAsync();
        var trace = await TraceFile.ReadAsync(await open.DownloadAsync("Download the trace of A"));
        Assert.Equal(("it's a red fox", 4, 8, 37), (trace.Prompt, trace.Rows, trace.Columns, trace.Tokens.Count));
    }

    [Fact]
    public async Task A_branch_leaves_the_ends_of_rows_to_the_model()
    {
        await using var open = await stand.OpenAsync(Asked);
        await open.FinishedAsync();
        var before = await TraceFile.ReadAsync(await open.DownloadAsync("Download the trace of A"));
        await open.ShowAsync(20);
        await open.Button("Branch here").ClickAsync();
        await open.Page.GetByLabel("Seed of the rest").FillAsync("4");
        await open.Page.GetByLabel("Seed of the rest").PressAsync("Enter");
        await Expect(open.Page.Locator("#kept")).ToContainTextAsync("18 of 32 tokens are kept.");
        await open.FinishedAsync();
        var after = await TraceFile.ReadAsync(await open.DownloadAsync("Download the trace of A"));
        Assert.Equal(before.Tokens.Take(20), after.Tokens.Take(20));
        Assert.NotEqual(before.Tokens, after.Tokens);
    }

    [Fact]
    public async Task A_picture_is_cut_to_the_size_of_the_image()
    {
        await using var open = await stand.OpenAsync(Asked);
        await open.FinishedAsync();
        await open.DropAsync("smooth.png", "image/png", PngFile.Smooth(90, 40));
        await Expect(open.Page.Locator("#mask-dialog [role=status]")).ToHaveTextAsync("32 of 32 tokens are kept, 0 sampled anew.");
        await open.Button("Resample all").ClickAsync();
        await open.Button("Resample these").ClickAsync();
        await Expect(open.State(0)).ToHaveTextAsync(All);
    }

    [Fact]
    public async Task What_cannot_be_is_told_beside_the_prompt()
    {
        await using var open = await stand.OpenAsync("#model=lumina&prompt=&size=33x64&seed=3&a=softcfg");
        var error = open.Page.Locator("#error-prompt");
        await Expect(error).ToContainTextAsync("The prompt is empty. Say what the image shall show.");
        await Expect(error).ToContainTextAsync("The width is 33 pixels; it must be a positive multiple of 32.");
        await Expect(open.Box("Width")).ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task An_image_that_is_too_large_for_the_server_is_refused_in_words()
    {
        await using var open = await stand.OpenAsync("#model=lumina&prompt=a&size=512x512&seed=3&a=softcfg");
        await Expect(open.Notice).ToContainTextAsync("lumina makes images of 400 at most");
    }
}
