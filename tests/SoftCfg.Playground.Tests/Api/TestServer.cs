using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;
using SoftCfg.Playground.Tests.Engine;

namespace SoftCfg.Playground.Tests.Api;

/// <summary>A playground that listens at a free port of loopback.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestServer(WebApplication app)
    {
        this.app = app;
        Client = new HttpClient { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(app.Urls.Single());

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Starts one with the tiny model, and waits until that is loaded.</summary>
    public static Task<TestServer> StartAsync(Func<PlaygroundOptions, PlaygroundOptions>? configure = null, EngineOptions? engine = null) =>
        StartAsync([ServedModel.Find("tiny", TestModel.Path) with { Engine = engine ?? new() }], configure);

    /// <summary>Starts one whose model steps when the test says so.</summary>
    public static Task<TestServer> StartAsync(Pace pace, EngineOptions engine, Func<PlaygroundOptions, PlaygroundOptions>? configure = null) => StartAsync(
        [new() { Name = "paced", Engine = engine, Load = _ => new ImageGenerator(new PacedModel(pace), new GreyTokenizer(null)) }], configure);

    public static async Task<TestServer> StartAsync(IReadOnlyList<ServedModel> models, Func<PlaygroundOptions, PlaygroundOptions>? configure = null)
    {
        var options = new PlaygroundOptions { Models = models, Port = 0 };
        var server = new TestServer(await StartAsync(PlaygroundApplication.Create(configure?.Invoke(options) ?? options)));
        await server.EngineAsync();
        return server;
    }

    /// <summary>The engine of the default model.</summary>
    public Task<ImageEngine> EngineAsync() => ((EngineCatalog)Services.GetService(typeof(EngineCatalog))!).GetAsync();

    /// <summary>Asks for images.</summary>
    public Task<HttpResponseMessage> GenerateAsync(object request, CancellationToken cancellationToken = default) =>
        Client.PostAsJsonAsync("/v1/images/generations", request, cancellationToken);

    /// <summary>Stops in order.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static async Task<WebApplication> StartAsync(WebApplication app)
    {
        await app.StartAsync();
        return app;
    }
}
