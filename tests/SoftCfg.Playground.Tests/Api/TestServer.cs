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

    private TestServer(WebApplication app) => this.app = app;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(app.Urls.Single());

    public HttpClient Client { get; } = new() { Timeout = Timeout.InfiniteTimeSpan };

    public IServiceProvider Services => app.Services;

    /// <summary>Starts one with the tiny model, and waits until that is loaded.</summary>
    public static Task<TestServer> StartAsync(Func<PlaygroundOptions, PlaygroundOptions>? configure = null, EngineOptions? engine = null) =>
        StartAsync(ServedModel.Find("tiny", TestModel.Path) with { Engine = engine ?? new() }, configure);

    /// <summary>Starts one whose model steps when the test says so.</summary>
    public static Task<TestServer> StartAsync(Pace pace, EngineOptions engine, Func<PlaygroundOptions, PlaygroundOptions>? configure = null) => StartAsync(
        new ServedModel { Name = "paced", Engine = engine, Load = _ => new ImageGenerator(new PacedModel(pace), new GreyTokenizer(null)) }, configure);

    public static Task<TestServer> StartAsync(ServedModel model, Func<PlaygroundOptions, PlaygroundOptions>? configure = null, bool wait = true) =>
        StartAsync([model], configure, wait);

    /// <summary>Starts one with models.</summary>
    /// <param name="models">The models; the first is the default.</param>
    /// <param name="configure">Changes other options.</param>
    /// <param name="wait">Whether to wait until the default is loaded.</param>
    public static async Task<TestServer> StartAsync(IReadOnlyList<ServedModel> models, Func<PlaygroundOptions, PlaygroundOptions>? configure = null,
        bool wait = true)
    {
        var options = new PlaygroundOptions { Models = models, Port = 0, Logger = new TestLog() };
        var server = new TestServer(PlaygroundApplication.Create(configure?.Invoke(options) ?? options));
        await server.app.StartAsync();
        server.Client.BaseAddress = server.Address;
        if (wait)
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
}
