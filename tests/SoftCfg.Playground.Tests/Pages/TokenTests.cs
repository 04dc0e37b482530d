using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SoftCfg.Playground.Tests.Pages;

[Collection(SharedStand.Name)]
public sealed class TokenTests(Stand stand)
{
    private const string Asked = "#model=fashion&class=8&seed=3&a=cfg&b=softcfg";

    [Fact]
    public async Task Values_are_told_where_the_pointer_is()
    {
        await using var open = await stand.OpenAsync(Asked);
        await open.FinishedAsync();
        await open.Map("B", "weights").HoverAsync(new() { Position = new() { X = 5, Y = 5 } });
        var readouts = open.Page.Locator(".readout");
        await Expect(readouts.Nth(1)).ToHaveTextAsync(new Regex("^row 1, column 1: token [0-9]+, confidence 0\\.[0-9]+, weight 0\\.[0-9]+$"));
        // The same place of every setting.
        await Expect(readouts.Nth(0)).ToHaveTextAsync(new Regex("^row 1, column 1: token [0-9]+, confidence 0\\.[0-9]+$"));
        await Expect(open.Map("A", "image").Locator(".looked")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Arrow_keys_tell_the_values_to_a_screen_reader()
    {
        await using var open = await stand.OpenAsync(Asked);
        await open.FinishedAsync();
        var map = open.Map("B", "confidence");
        await map.FocusAsync();
        await map.PressAsync("ArrowRight");
        await map.PressAsync("ArrowDown");
        await Expect(open.Page.Locator("#announcer")).ToHaveTextAsync(new Regex("^row 2, column 2: token [0-9]+, confidence"));
        await map.PressAsync("End");
        await map.PressAsync("Enter");
        await Expect(open.Page.Locator("#token-title")).ToHaveTextAsync("Token 14, row 2, column 7");
    }

    [Fact]
    public async Task A_click_shows_the_candidates_of_a_token_and_what_was_drawn()
    {
        await using var open = await stand.OpenAsync(Asked);
        await open.FinishedAsync();
        await open.Map("A", "image").ClickAsync(new() { Position = new() { X = 5, Y = 5 } });
        await Expect(open.Page.Locator("#token-title")).ToHaveTextAsync("Token 1, row 1, column 1");
        foreach (var setting in new[] { "A", "B" })
        {
            var token = open.Page.Locator($"[data-token='{setting}']");
            foreach (var distribution in new[] { "Conditional", "Unconditional", "Guided" })
            {
                var table = token.GetByRole(AriaRole.Table, new() { Name = distribution, Exact = true });
                Assert.InRange(await table.GetByRole(AriaRole.Row).CountAsync(), 8, 9);
                await Expect(table.Locator(".drawn")).ToHaveCountAsync(1);
            }
            var drawn = await token.Locator("strong").InnerTextAsync();
            await Expect(token.GetByRole(AriaRole.Table, new() { Name = "Guided" }).Locator(".drawn th")).ToContainTextAsync(drawn);
        }
        await open.Button("Follow the step").ClickAsync();
        await Expect(open.Page.Locator("#token-title")).ToHaveTextAsync("Token 49, row 7, column 7");
    }

    [Fact]
    public async Task The_slider_goes_back_through_the_steps()
    {
        await using var open = await stand.OpenAsync(Asked);
        await open.FinishedAsync();
        await open.ShowAsync(10);
        await Expect(open.State(0)).ToHaveTextAsync("10 of 49 tokens");
        await Expect(open.Page.Locator("#step-text")).ToHaveTextAsync("10 / 49");
        await Expect(open.Page.Locator("#token-title")).ToHaveTextAsync("Token 10, row 2, column 3");
        await open.Button("One step on").ClickAsync();
        await Expect(open.State(1)).ToHaveTextAsync("11 of 49 tokens");
        await open.Map("A", "confidence").HoverAsync(new() { Position = new() { X = 200, Y = 200 } });
        await Expect(open.Page.Locator(".readout").First).ToContainTextAsync("not there yet");
        await open.Button("One step back").ClickAsync();
        await open.Slider.PressAsync("ArrowLeft");
        await Expect(open.State(1)).ToHaveTextAsync("9 of 49 tokens");
    }

    [Fact]
    public async Task The_picture_at_an_earlier_step_lacks_what_was_not_there()
    {
        await using var open = await stand.OpenAsync(Asked);
        await open.FinishedAsync();
        const string opaque = """
            map => {
              const canvas = map.querySelector(".pixels");
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              return data.filter((value, at) => at % 4 === 3 && value === 255).length;
            }
            """;
        Assert.Equal(28 * 28, await open.Map("A", "image").EvaluateAsync<int>(opaque));
        await open.ShowAsync(10);
        await Expect(open.State(0)).ToHaveTextAsync("10 of 49 tokens");
        Assert.Equal(10 * 4 * 4, await open.Map("A", "image").EvaluateAsync<int>(opaque));
    }

    [Fact]
    public async Task Curves_tell_their_values_at_the_step()
    {
        await using var open = await stand.OpenAsync(Asked);
        await open.FinishedAsync();
        await open.ShowAsync(1);
        var scale = open.Page.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("^Guidance scale over 49 steps") });
        await Expect(scale).ToHaveAttributeAsync("aria-label", new Regex("At step 1: A 1, B 1\\."));
        foreach (var name in new[] { "Divergence", "Push", "Perturbation" })
            await Expect(open.Page.GetByRole(AriaRole.Img, new() { NameRegex = new Regex($"^{name} over 49 steps") })).ToBeVisibleAsync();
        await scale.ClickAsync();
        await Expect(open.State(0)).ToHaveTextAsync("25 of 49 tokens");
    }

    [Fact]
    public async Task The_perturbation_of_a_normalized_image_is_about_1()
    {
        await using var open = await stand.OpenAsync(Asked);
        await open.FinishedAsync();
        await Expect(open.Page.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("^Perturbation") }))
            .ToHaveAttributeAsync("aria-label", new Regex("At step 49: A –, B 1\\."));
        await Expect(open.Map("A", "weights")).ToContainTextAsync("CFG weighs nothing");
    }
}
