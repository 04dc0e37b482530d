using SoftCfg.Hosting.Models;

namespace SoftCfg.Hosting.Services;

/// <summary>A model that was added to a host.</summary>
/// <param name="Serve">What is served, once the host's options are known.</param>
internal sealed record ModelRegistration(Func<IServiceProvider, ServedModel> Serve);
