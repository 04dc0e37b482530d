using static Microsoft.Playwright.Assertions;

namespace SoftCfg.Playground.Tests.Pages;

[Collection(SharedStand.Name)]
public sealed class AddressTests(Stand stand)
{
    [Fact]
    public async Task The_address_makes_the_same_images_in_a_new_window()
    {
        await using var first = await stand.OpenAsync();
        await first.Box("Class").FillAsync("sandal");
        await first.Box("Class").PressAsync("Enter");
        await first.Box("Seed").FillAsync("18446744073709551615");
        await first.Box("A: Kind").SelectOptionAsync("softcfg");
        await first.Box("A: Scale").FillAsync("5.5");
        await first.Box("A: Step norm").UncheckAsync();
        await first.Box("B: Confidence").SelectOptionAsync("sampled");
        await first.Page.GetByText("How tokens are drawn").ClickAsync();
        await first.Box("Temperature").FillAsync("0.8");
        await first.GenerateAsync();
        var (a, b) = (await first.PngAsync("A"), await first.PngAsync("B"));
        Assert.NotEqual(a, b);

        await using var second = await stand.OpenAsync(new Uri(first.Page.Url).Fragment);
        await second.FinishedAsync();
        Assert.Equal(a, await second.PngAsync("A"));
        Assert.Equal(b, await second.PngAsync("B"));
        await Expect(second.Box("A: Scale")).ToHaveValueAsync("5.5");
        await Expect(second.Box("B: Confidence")).ToHaveValueAsync("sampled");
    }

    [Fact]
    public async Task The_back_button_brings_back_the_images_before()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=0&seed=1&a=cfg");
        await open.FinishedAsync();
        var before = await open.PngAsync("A");
        await open.Box("Seed").FillAsync("2");
        await open.GenerateAsync();
        Assert.NotEqual(before, await open.PngAsync("A"));
        await open.Page.GoBackAsync();
        await Expect(open.Box("Seed")).ToHaveValueAsync("1");
        await open.FinishedAsync();
        Assert.Equal(before, await open.PngAsync("A"));
    }

    [Fact]
    public async Task What_an_address_says_wrong_is_as_on_a_fresh_page()
    {
        await using var open = await stand.OpenAsync("#model=nothing&class=77&seed=4&a=softcfg+colour:red+scale:3&given=x");
        await open.FinishedAsync();
        await Expect(open.Box("Model")).ToHaveValueAsync("fashion");
        await Expect(open.Box("Class")).ToHaveValueAsync("T-shirt/top");
        await Expect(open.Box("A: Scale")).ToHaveValueAsync("3");
    }
}
