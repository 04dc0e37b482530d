using SoftCfg.Guidance;

namespace SoftCfg.Models;

/// <summary>A published model: its sizes, and the settings it was released with. Immutable.</summary>
/// <typeparam name="TConfig">The family's sizes.</typeparam>
/// <param name="Name">What people call it, such as <c>AliTok-B</c>.</param>
/// <param name="Config">Its sizes.</param>
/// <param name="Guidance">The release's guidance: confidence source and alignment of its code, scale and power per size.</param>
/// <param name="Temperature">The sampling temperature of the release.</param>
public sealed record ModelPreset<TConfig>(string Name, TConfig Config, GuidanceOptions Guidance, double Temperature)
{
    /// <summary>
    /// What was published for this model, the release's own settings first: at least one for classifier-free guidance and
    /// one for SoftCFG. Where nobody published any for SoftCFG, it is classifier-free guidance's, and says so.
    /// </summary>
    public IReadOnlyList<PublishedSettings> Published { get; init; } = [];
}
