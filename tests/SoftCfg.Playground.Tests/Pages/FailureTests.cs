using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SoftCfg.Playground.Tests.Pages;

[Collection(SharedStand.Name)]
public sealed class FailureTests(Stand stand)
{
    private const string Images = "**/playground/images";

    [Fact]
    public async Task Images_are_stopped_and_their_places_freed()
    {
        await using var slow = await SlowServer.StartAsync();
        await using var open = await stand.OpenAsync("#class=1&seed=5&a=cfg&b=softcfg", address: slow.Address);
        await slow.Pace.ArrivalAsync();
        await slow.Pace.StepAsync(4);
        await Expect(open.State(0)).ToHaveTextAsync("4 of 16 tokens");
        await open.Button("Stop").ClickAsync();
        await Expect(open.Notice).ToContainTextAsync("Stopped. What is there stays.");
        await Expect(open.State(0)).ToHaveTextAsync("4 of 16 tokens");
        await Expect(open.Button("Generate")).ToBeVisibleAsync();
        slow.Pace.Free();
        await slow.IdleAsync();
        await open.Notice.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(open.State(0)).ToHaveTextAsync("all 16 tokens");
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_told_and_goes_on()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=cfg");
        await open.FinishedAsync();
        var whole = await open.PngAsync("A");
        await open.Page.RouteAsync(Images, async route =>
        {
            var answer = await route.FetchAsync();
            var body = await answer.TextAsync();
            var at = body.IndexOf("event: step\ndata: {\"image\":0,\"step\":20,", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer, Body = body[..at] });
        }, new() { Times = 1 });
        await open.Button("Generate").ClickAsync();
        await Expect(open.Notice).ToContainTextAsync("The stream ended before the images were finished.");
        await Expect(open.State(0)).ToHaveTextAsync("20 of 49 tokens");
        await open.Notice.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await open.FinishedAsync();
        await Expect(open.Notice).ToBeHiddenAsync();
        Assert.Equal(whole, await open.PngAsync("A"));
    }

    [Fact]
    public async Task A_server_that_has_gone_is_told_and_asked_again()
    {
        await using var open = await stand.OpenAsync();
        await Expect(open.Box("Class")).ToHaveValueAsync("T-shirt/top");
        await open.Page.RouteAsync(Images, route => route.AbortAsync("connectionrefused"), new() { Times = 1 });
        await open.Button("Generate").ClickAsync();
        await Expect(open.Notice).ToContainTextAsync("The server does not answer.");
        await Expect(open.Notice).ToHaveAttributeAsync("role", "alert");
        await open.Notice.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await open.FinishedAsync();
    }

    [Fact]
    public async Task A_page_opened_while_there_is_no_server_says_so()
    {
        await using var open = await stand.OpenAsync();
        await open.Page.RouteAsync("**/playground/models", route => route.AbortAsync("connectionrefused"), new() { Times = 1 });
        await open.Page.ReloadAsync();
        await Expect(open.Notice).ToContainTextAsync("The server does not answer.");
        await open.Notice.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(open.Box("Class")).ToHaveValueAsync("T-shirt/top");
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_when_it_said()
    {
        await using var slow = await SlowServer.StartAsync();
        // Three grow and three wait: as many as this server takes.
        await using var first = await stand.OpenAsync("#class=0&seed=1&a=cfg&b=cfg&c=cfg", address: slow.Address);
        await Expect(first.State(0)).ToHaveTextAsync("0 of 16 tokens");
        await using var second = await stand.OpenAsync("#class=0&seed=2&a=cfg&b=cfg&c=cfg", address: slow.Address);
        await Expect(second.State(0)).ToHaveTextAsync("waiting");
        await using var third = await stand.OpenAsync("#class=0&seed=3&a=cfg&b=cfg&c=cfg", address: slow.Address);
        await Expect(third.Notice).ToContainTextAsync("paced is busy");
        await Expect(third.Notice).ToContainTextAsync(new Regex("Asking again in [0-9]+ s\\."));
        slow.Pace.Free();
        await first.FinishedAsync();
        await second.FinishedAsync();
        await third.FinishedAsync();
    }

    [Fact]
    public async Task What_is_refused_is_told_beside_its_field()
    {
        await using var open = await stand.OpenAsync();
        await open.Box("Seed").FillAsync("many");
        await open.Box("B: Scale").FillAsync("-1");
        await open.Button("Generate").ClickAsync();
        await Expect(open.Page.Locator("#error-seed")).ToHaveTextAsync("The seed is a whole number from 0 to 18446744073709551615.");
        await Expect(open.Page.Locator("#error-settings")).ToHaveTextAsync("B: Scale must be a number from 0 to 10000.");
        await Expect(open.Box("Seed")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(open.Box("B: Scale")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(open.Box("B: Scale")).ToBeFocusedAsync();
        await open.Box("Seed").FillAsync("5");
        await open.Box("B: Scale").FillAsync("3");
        await open.GenerateAsync();
        await Expect(open.Page.Locator("#error-seed")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Tokens_that_do_not_fit_are_refused_in_words()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=softcfg&given=1.2.3");
        await Expect(open.Notice).ToContainTextAsync("3 tokens are given; the image has 49.");
    }

    [Fact]
    public async Task A_server_with_a_key_asks_for_it()
    {
        await using var open = await stand.OpenAsync();
        await open.Page.RouteAsync("**/playground/models", route => route.Request.Headers.GetValueOrDefault("authorization") == "Bearer sesame"
            ? route.ContinueAsync()
            : route.FulfillAsync(new() { Status = 401, ContentType = "application/problem+json", Body = "{\"title\":\"no key\"}" }));
        await open.Page.ReloadAsync();
        await Expect(open.Notice).ToContainTextAsync("This server asks for a key.");
        await open.Page.GetByLabel("Key", new() { Exact = true }).FillAsync("sesame");
        await open.Button("Use the key").ClickAsync();
        await Expect(open.Box("Class")).ToHaveValueAsync("T-shirt/top");
    }
}
