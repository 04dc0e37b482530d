using Microsoft.Extensions.Hosting;

namespace SoftCfg.Playground.Web;

/// <summary>Leaves the system's signals to whoever runs the application.</summary>
internal sealed class NoSignals : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
