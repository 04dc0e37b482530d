using System.Net;
using System.Net.Http.Headers;

namespace SoftCfg.Playground.Tests.Api;

/// <summary>Who may ask, and what browsers are told.</summary>
public class AccessTests(TinyServer fixture) : IClassFixture<TinyServer>
{
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer right2")]
    [InlineData("Bearer")]
    [InlineData("Basic right")]
    public async Task Without_the_key_nothing_is_told(string? authorization)
    {
        await using var server = await TestServer.StartAsync(options => options with { ApiKey = "right" });
        foreach (var path in new[] { "/v1/models", "/V1/models", "/v1/images/generations", "/playground/models" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var response = await server.Client.SendAsync(request);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
            await Json.AssertRefusedAsync(response, HttpStatusCode.Unauthorized, null,
                "The API key is missing or wrong; send it as 'Authorization: Bearer KEY'.");
        }
        using var live = await server.Client.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Fact]
    public async Task With_the_key_everything_is_as_without_one()
    {
        await using var server = await TestServer.StartAsync(options => options with { ApiKey = "right" });
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("bearer", "right");
        await Json.OfSuccessAsync(await server.Client.GetAsync("/v1/models"));
        await Json.OfSuccessAsync(await server.GenerateAsync(new { prompt = "bee" }));
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/nothing")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    public async Task Every_answer_has_the_headers_for_a_page(string path)
    {
        using var response = await fixture.Server.Client.GetAsync(path);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:1234", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    public async Task At_loopback_names_of_strangers_are_refused(string host, HttpStatusCode expected)
    {
        // A page of evil.example whose name has been made to mean 127.0.0.1 would be of one origin with the server.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Host = host;
        using var response = await fixture.Server.Client.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Liveness_and_readiness_are_told()
    {
        var loading = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(TestModel.LoadedAfter(loading.Task), wait: false);
        using (var ready = await server.Client.GetAsync("/health/ready"))
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (ready.StatusCode, await ready.Content.ReadAsStringAsync()));
        using (var live = await server.Client.GetAsync("/health/live"))
            Assert.Equal((HttpStatusCode.OK, "Healthy"), (live.StatusCode, await live.Content.ReadAsStringAsync()));
        loading.SetResult();
        await server.EngineAsync();
        using (var ready = await server.Client.GetAsync("/health/ready"))
            Assert.Equal((HttpStatusCode.OK, "Healthy"), (ready.StatusCode, await ready.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_said_to_be_unavailable_without_its_path()
    {
        var model = TestModel.LoadedAfter(Task.FromException(new FileNotFoundException("/secret/place")));
        await using var server = await TestServer.StartAsync(model, wait: false);
        await Json.AssertRefusedAsync(await server.GenerateAsync(new { prompt = "bee" }), HttpStatusCode.ServiceUnavailable, null,
            "The model cannot be loaded; the server's log says why.");
    }
}
