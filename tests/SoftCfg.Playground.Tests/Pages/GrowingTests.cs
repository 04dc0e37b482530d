using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SoftCfg.Playground.Tests.Pages;

[Collection(SharedStand.Name)]
public sealed class GrowingTests(Stand stand)
{
    [Fact]
    public async Task Images_of_two_settings_grow_side_by_side_token_by_token()
    {
        await using var slow = await SlowServer.StartAsync();
        await using var open = await stand.OpenAsync("#class=1&seed=5&a=cfg&b=softcfg", address: slow.Address);
        await slow.Pace.ArrivalAsync();
        await slow.Pace.StepAsync(3);
        await Expect(open.State(0)).ToHaveTextAsync("3 of 16 tokens");
        await Expect(open.State(1)).ToHaveTextAsync("3 of 16 tokens");
        await slow.Pace.StepAsync(2);
        await Expect(open.State(0)).ToHaveTextAsync("5 of 16 tokens");
        await Expect(open.State(1)).ToHaveTextAsync("5 of 16 tokens");
        await Expect(open.Button("Stop")).ToBeVisibleAsync();
        await Expect(open.Button("Download the PNG of A")).ToBeDisabledAsync();
        slow.Pace.Free();
        await open.FinishedAsync();
        await Expect(open.Page.Locator("#announcer")).ToHaveTextAsync("2 images are finished.");
    }

    [Fact]
    public async Task A_fresh_page_says_what_to_do_and_does_it()
    {
        await using var open = await stand.OpenAsync();
        await Expect(open.Page.Locator("#empty")).ToContainTextAsync("press Generate");
        await open.GenerateAsync();
        await Expect(open.Page.Locator("#empty")).ToBeHiddenAsync();
        await Expect(open.State(0)).ToHaveTextAsync("all 49 tokens");
        Assert.Equal((28, 28), PngFile.Size(await open.PngAsync("A")));
    }

    [Fact]
    public async Task A_class_is_found_by_a_part_of_its_name()
    {
        await using var open = await stand.OpenAsync();
        await open.Box("Class").FillAsync("boo");
        await Expect(open.Page.GetByRole(AriaRole.Listbox).GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await open.Box("Class").PressAsync("Enter");
        await Expect(open.Box("Class")).ToHaveValueAsync("ankle boot");
        await Expect(open.Page).ToHaveURLAsync(new Regex("class=9"));
    }

    [Fact]
    public async Task A_class_is_found_by_its_label_and_by_the_pointer()
    {
        await using var open = await stand.OpenAsync();
        await open.Box("Class").FillAsync("3");
        await open.Page.GetByRole(AriaRole.Option, new() { Name = "dress" }).ClickAsync();
        await Expect(open.Box("Class")).ToHaveValueAsync("dress");
        await open.Box("Class").FillAsync("zebra");
        await Expect(open.Page.GetByRole(AriaRole.Listbox)).ToContainTextAsync("No such class");
        await open.Box("Class").PressAsync("Escape");
        await Expect(open.Box("Class")).ToHaveValueAsync("dress");
    }

    [Fact]
    public async Task Settings_are_added_and_removed_and_greyed_out_where_nothing_looks_at_them()
    {
        await using var open = await stand.OpenAsync();
        await open.Button("Add").ClickAsync();
        await Expect(open.Box("C: Kind")).ToHaveValueAsync("softcfg");
        await Expect(open.Button("Add")).ToBeDisabledAsync();
        await open.Box("C: Kind").SelectOptionAsync("none");
        await Expect(open.Box("C: Scale")).ToBeDisabledAsync();
        await Expect(open.Box("A: Strength")).ToBeDisabledAsync();
        await Expect(open.Box("B: Strength")).ToBeEnabledAsync();
        await open.Button("More").ClickAsync();
        await Expect(open.Box("B: Minimum weight")).ToBeEnabledAsync();
        await open.Box("B: Step norm").UncheckAsync();
        await Expect(open.Box("B: Minimum weight")).ToBeDisabledAsync();
        await open.Button("Remove").ClickAsync();
        await Expect(open.Box("C: Kind")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Both_settings_start_from_the_same_random_numbers()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=softcfg&b=softcfg");
        await open.FinishedAsync();
        Assert.Equal(await open.PngAsync("A"), await open.PngAsync("B"));
    }

    [Fact]
    public async Task Another_model_is_chosen_with_its_own_classes()
    {
        await using var open = await stand.OpenAsync();
        await open.Box("Model").SelectOptionAsync("tiny");
        await Expect(open.Box("Class")).Not.ToHaveValueAsync("T-shirt/top");
        await open.GenerateAsync();
        await Expect(open.State(1)).ToHaveTextAsync("all 16 tokens");
    }

    [Fact]
    public async Task How_tokens_are_drawn_counts()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=cfg");
        await open.FinishedAsync();
        var drawn = await open.PngAsync("A");
        await open.Page.GetByText("How tokens are drawn").ClickAsync();
        await open.Box("Greedy").CheckAsync();
        await Expect(open.Box("Top k")).ToBeDisabledAsync();
        await open.GenerateAsync();
        Assert.NotEqual(drawn, await open.PngAsync("A"));
        await Expect(open.Page).ToHaveURLAsync(new Regex("drawing=greedy"));
    }

    [Fact]
    public async Task Another_seed_is_another_image()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=cfg");
        await open.FinishedAsync();
        var before = await open.PngAsync("A");
        await open.Button("Another").ClickAsync();
        await Expect(open.Box("Seed")).Not.ToHaveValueAsync("3");
        await open.GenerateAsync();
        Assert.NotEqual(before, await open.PngAsync("A"));
    }
}
