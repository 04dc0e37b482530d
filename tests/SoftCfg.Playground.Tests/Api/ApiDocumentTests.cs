using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SoftCfg.Hosting.Orders;

namespace SoftCfg.Playground.Tests.Api;

public partial class ApiDocumentTests(TinyServer fixture) : IClassFixture<TinyServer>
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly TestServer server = fixture.Server;

    [Fact]
    public async Task The_document_has_every_address_and_every_setting()
    {
        var document = await Json.OfSuccessAsync(await server.Client.GetAsync("/openapi/v1.json"));
        Assert.Superset(new HashSet<string> { "/v1/images/generations", "/v1/models", "/v1/models/{model}" },
            document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToHashSet());
        var fields = document.GetProperty("components").GetProperty("schemas").GetProperty("ImagesRequest").GetProperty("properties");
        Assert.Superset(new HashSet<string>(["prompt", "n", "response_format", "partial_images", .. SettingNames.All]),
            fields.EnumerateObject().Select(field => field.Name).ToHashSet());
        var guidance = fields.GetProperty("guidance");
        Assert.Equal(["none", "cfg", "softcfg"], guidance.GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
        Assert.StartsWith("No guidance, classifier-free guidance or SoftCFG.", guidance.GetProperty("description").GetString());
    }

    [Fact]
    public async Task The_page_of_the_document_asks_nobody_else()
    {
        var page = await server.Client.GetStringAsync("/scalar");
        Assert.DoesNotMatch(Elsewhere(), page);
        using var script = await server.Client.GetAsync("/scalar/scalar.js");
        Assert.True(script.IsSuccessStatusCode);
    }

    [Fact]
    public async Task The_page_of_the_document_works_under_its_policy()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync();
        var (strangers, errors) = (new List<string>(), new List<string>());
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(server.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                strangers.Add(request.Url);
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                errors.Add(message.Text);
        };
        await page.GotoAsync(new Uri(server.Address, "/scalar").ToString());
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Generate images" }).First).ToBeVisibleAsync(new() { Timeout = 120_000 });
        Assert.Empty(strangers);
        Assert.Empty(errors);
    }

    [GeneratedRegex("(src|href)=[\"']?(https?:)?//")]
    private static partial Regex Elsewhere();
}
