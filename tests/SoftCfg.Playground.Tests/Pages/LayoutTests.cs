using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SoftCfg.Playground.Tests.Pages;

[Collection(SharedStand.Name)]
public sealed class LayoutTests(Stand stand)
{
    private const string Asked = "#model=fashion&class=8&seed=3&a=none&b=cfg&c=softcfg";

    [Theory]
    [InlineData(320)]
    [InlineData(390)]
    [InlineData(768)]
    [InlineData(1024)]
    [InlineData(1440)]
    public async Task Nothing_sticks_out_of_the_window(int width)
    {
        await using var open = await stand.OpenAsync(Asked, new() { ViewportSize = new() { Width = width, Height = 800 } });
        await open.FinishedAsync();
        Assert.Equal(width, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Equal_places_of_all_settings_stand_side_by_side()
    {
        await using var open = await stand.OpenAsync(Asked, new() { ViewportSize = new() { Width = 390, Height = 800 } });
        await open.FinishedAsync();
        foreach (var kind in new[] { "image", "confidence", "weights" })
        {
            var boxes = new List<LocatorBoundingBoxResult>();
            foreach (var setting in new[] { "A", "B", "C" })
                boxes.Add((await open.Map(setting, kind).BoundingBoxAsync())!);
            Assert.All(boxes, box => Assert.Equal((boxes[0].Y, boxes[0].Width, boxes[0].Height), (box.Y, box.Width, box.Height)));
            Assert.True(boxes[0].X + boxes[0].Width <= boxes[1].X && boxes[1].X + boxes[1].Width <= boxes[2].X);
        }
    }

    [Fact]
    public async Task The_theme_is_the_systems_until_another_is_chosen_and_stays_chosen()
    {
        const string background = "getComputedStyle(document.documentElement).backgroundColor";
        await using var open = await stand.OpenAsync("", new() { ColorScheme = ColorScheme.Dark });
        var dark = await open.Page.EvaluateAsync<string>(background);
        await open.Page.Locator("#theme").ClickAsync();
        await Expect(open.Page.Locator("#theme")).ToHaveAccessibleNameAsync("Theme: light");
        var light = await open.Page.EvaluateAsync<string>(background);
        Assert.NotEqual(dark, light);
        await open.Page.ReloadAsync();
        Assert.Equal(light, await open.Page.EvaluateAsync<string>(background));
        await open.Page.Locator("#theme").ClickAsync();
        await Expect(open.Page.Locator("#theme")).ToHaveAccessibleNameAsync("Theme: dark");
        Assert.Equal(dark, await open.Page.EvaluateAsync<string>(background));
    }

    [Fact]
    public async Task Nothing_moves_where_less_motion_is_wanted()
    {
        await using var open = await stand.OpenAsync("", new() { ReducedMotion = ReducedMotion.Reduce });
        const string moving = "[...document.querySelectorAll('*')].filter(one => getComputedStyle(one).transitionDuration !== '0s'" +
            " || getComputedStyle(one).animationName !== 'none').length";
        Assert.Equal(0, await open.Page.EvaluateAsync<int>(moving));
    }

    [Fact]
    public async Task Nothing_is_fetched_from_elsewhere()
    {
        await using var open = await stand.OpenAsync();
        var asked = new List<string>();
        open.Page.Request += (_, request) => asked.Add(request.Url);
        await open.Page.GotoAsync("about:blank");
        await open.Page.GotoAsync($"{stand.Address}{Asked}");
        await open.FinishedAsync();
        Assert.NotEmpty(asked);
        Assert.All(asked.Where(url => url != "about:blank"), url => Assert.StartsWith(stand.Address, url));
    }
}
