using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SoftCfg.Hosting.Models;
using SoftCfg.Sessions;

namespace SoftCfg.Hosting.Services;

/// <summary>Adds models to a host. The first is the default.</summary>
/// <param name="services">The host's services.</param>
public sealed class SoftCfgBuilder(IServiceCollection services)
{
    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>
    /// Adds a model that is loaded from a path. Its options are <see cref="SoftCfgModelOptions"/> of its name, which a configuration
    /// may bind as well; they are checked when the host starts, and so is the path.
    /// </summary>
    /// <param name="name">The name that requests give, and the key of its <c>IImageGenerator</c>.</param>
    /// <param name="path">As the tool takes it.</param>
    /// <param name="configure">Sets other options.</param>
    /// <returns>The builder.</returns>
    public SoftCfgBuilder AddModel(string name, string path, Action<SoftCfgModelOptions>? configure = null)
    {
        Services.AddSingleton<IValidateOptions<SoftCfgModelOptions>>(new ModelFileValidation(name));
        AddOptions(name, options =>
        {
            options.Path = path;
            configure?.Invoke(options);
        });
        return Add(name, provider =>
        {
            var options = OptionsOf(provider, name);
            return With(options, ServedModel.Find(name, options.Path, options.Loading));
        });
    }

    /// <summary>Adds a model of your own.</summary>
    /// <param name="name">The name that requests give, and the key of its <c>IImageGenerator</c>.</param>
    /// <param name="load">Loads it, once; the host owns it.</param>
    /// <param name="configure">Sets other options; its path and how it is loaded are your own business.</param>
    /// <returns>The builder.</returns>
    public SoftCfgBuilder AddModel(string name, Func<IServiceProvider, ISessionGenerator> load,
        Action<SoftCfgModelOptions>? configure = null)
    {
        AddOptions(name, configure ?? (_ => { }));
        return Add(name, provider => With(OptionsOf(provider, name), new() { Name = name, Load = _ => load(provider) }));
    }

    /// <summary>Adds a model that has been described; it has no options besides.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The builder.</returns>
    public SoftCfgBuilder AddModel(ServedModel model) => Add(model.Name, _ => model);

    private static SoftCfgModelOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<SoftCfgModelOptions>>().Get(name);

    private static ServedModel With(SoftCfgModelOptions options, ServedModel model) =>
        model with { Engine = options.Engine, LoadsAtStart = options.LoadAtStart };

    private void AddOptions(string name, Action<SoftCfgModelOptions> configure) =>
        Services.AddOptions<SoftCfgModelOptions>(name).Configure(configure).ValidateDataAnnotations().ValidateOnStart();

    private SoftCfgBuilder Add(string name, Func<IServiceProvider, ServedModel> serve)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Services.AddSingleton(new ModelRegistration(serve));
        Services.AddKeyedSingleton<IImageGenerator>(name, (provider, _) =>
            new EngineImageGenerator(provider.GetRequiredService<EngineCatalog>(), name));
        return this;
    }
}
