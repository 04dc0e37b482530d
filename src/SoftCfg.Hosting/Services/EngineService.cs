using Microsoft.Extensions.Hosting;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;

namespace SoftCfg.Hosting.Services;

/// <summary>Loads models beside the start of the host, and stops their engines before anything else of it stops.</summary>
internal sealed class EngineService(EngineCatalog catalog, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private CancellationTokenSource? hurry;
    private Task<EngineStop>? stop;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The catalog tells of failures, and so do the health checks and whoever asks for the model.
        foreach (var model in catalog.Models.Where(model => model.LoadsAtStart))
            _ = catalog.GetAsync(model.Name, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Before servers stop: they wait for requests, which wait for images that will not begin any more.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        hurry = new CancellationTokenSource(catalog.Models.Max(model => model.Engine.ShutdownGrace), time);
        stop = catalog.StopAsync(hurry.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (stop is null)
            return;
        using var impatience = cancellationToken.Register(hurry!.Cancel);
        await stop;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => hurry?.Dispose();
}
