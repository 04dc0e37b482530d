using Microsoft.Extensions.Diagnostics.HealthChecks;
using SoftCfg.Hosting.Models;

namespace SoftCfg.Hosting.Services;

/// <summary>Whether images can be made.</summary>
internal sealed class EngineHealthCheck(EngineCatalog catalog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var engines = catalog.Engines.ToDictionary(engine => engine.Name, StringComparer.Ordinal);
        var figures = engines.ToDictionary(engine => engine.Key, engine => (object)engine.Value.Status, StringComparer.Ordinal);
        var missing = catalog.Models.Where(model => model.LoadsAtStart && !engines.ContainsKey(model.Name))
            .Select(model => model.Name).ToList();
        var faulty = engines.Values.FirstOrDefault(engine => engine.Status.Fault is not null);
        var result = missing.Count > 0 ? HealthCheckResult.Unhealthy($"not loaded: {string.Join(", ", missing)}", data: figures)
            : engines.Values.Any(engine => engine.Status.IsStopping) ? HealthCheckResult.Unhealthy("stopping", data: figures)
            : faulty is not null ? HealthCheckResult.Unhealthy($"the last step of {faulty.Name} failed", faulty.Status.Fault, figures)
            : HealthCheckResult.Healthy(data: figures);
        return Task.FromResult(result);
    }
}
