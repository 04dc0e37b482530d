using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;
using SoftCfg.Playground;

namespace SoftCfg.ServeLoad;

/// <summary>A server on loopback, and its engine.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly WebApplication app;

    private Served(WebApplication app, ImageEngine engine) => (this.app, Engine) = (app, engine);

    public ImageEngine Engine { get; }

    public Uri Address => new(app.Urls.Single());

    public static async Task<Served> StartAsync(ServedModel model)
    {
        var started = PlaygroundApplication.Create(new() { Models = [model], Port = 0 });
        await started.StartAsync();
        return new(started, await started.Services.GetRequiredService<EngineCatalog>().GetAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
