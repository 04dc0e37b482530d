using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;

namespace SoftCfg.Hosting.Services;

/// <summary>SoftCFG in a .NET host.</summary>
public static class SoftCfgServices
{
    /// <summary>
    /// Adds <see cref="EngineCatalog"/> and an <c>IImageGenerator</c> for each model, by its name as the key; without a key it is the
    /// first model. All are singletons and safe for concurrent use. The host loads the models as it starts and stops the engines as it stops.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <returns>What adds the models.</returns>
    public static SoftCfgBuilder AddSoftCfg(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(CreateCatalog);
        services.TryAddSingleton<IImageGenerator>(provider => new EngineImageGenerator(provider.GetRequiredService<EngineCatalog>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EngineService>());
        return new SoftCfgBuilder(services);
    }

    /// <summary>Adds a check that is healthy once every model that loads at the start is there and no engine's last step has failed.</summary>
    /// <param name="checks">The host's checks.</param>
    /// <param name="tags">What the check is for, such as <c>ready</c>.</param>
    /// <returns>The checks.</returns>
    public static IHealthChecksBuilder AddSoftCfg(this IHealthChecksBuilder checks, params string[] tags) =>
        checks.AddCheck<EngineHealthCheck>("softcfg", failureStatus: null, tags);

    private static EngineCatalog CreateCatalog(IServiceProvider services)
    {
        var models = services.GetServices<ModelRegistration>().Select(model => model.Serve(services));
        return new(models, services.GetRequiredService<TimeProvider>(), services.GetService<ILogger<ImageEngine>>());
    }
}
