using Microsoft.Playwright;

namespace SoftCfg.Playground.Tests.Pages;

/// <summary>
/// The pictures of docs/playground.md. To renew them: <c>SOFTCFG_SCREENSHOTS=docs dotnet run --project tests/SoftCfg.Playground.Tests --
/// -class "*ScreenshotTests"</c>; without the variable they are made and thrown away.
/// </summary>
[Collection(SharedStand.Name)]
public sealed class ScreenshotTests(Stand stand)
{
    [Theory]
    [InlineData("playground.png", ColorScheme.Light, 1360, 1330)]
    [InlineData("playground-dark.png", ColorScheme.Dark, 1360, 1330)]
    [InlineData("playground-narrow.png", ColorScheme.Light, 390, 1500)]
    public async Task The_page_is_drawn(string name, ColorScheme scheme, int width, int height)
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=9&seed=11&a=cfg+scale:4&b=softcfg+scale:4&c=softcfg+scale:4+step_normalization:off",
            new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } });
        await open.FinishedAsync();
        await open.ShowAsync(35);
        await open.Map("B", "image").ClickAsync(new() { Position = new() { X = 60, Y = 60 } });
        await open.Page.Mouse.MoveAsync(0, 0);
        await open.Page.EvaluateAsync("document.activeElement.blur(); scrollTo(0, 0)");
        if (width < 500)
            await open.Page.EvaluateAsync("scrollTo(0, document.getElementById('stage').offsetTop - 60)");
        using var folder = new TemporaryFolder();
        var target = Path.Combine(Environment.GetEnvironmentVariable("SOFTCFG_SCREENSHOTS") ?? folder.Path, name);
        var picture = await open.Page.ScreenshotAsync(new() { Path = target });
        Assert.Equal((width, height), (Width(picture), Height(picture)));
    }

    private static int Width(byte[] png) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16));

    private static int Height(byte[] png) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20));
}
