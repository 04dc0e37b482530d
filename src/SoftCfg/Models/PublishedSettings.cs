using SoftCfg.Guidance;

namespace SoftCfg.Models;

/// <summary>
/// Settings that someone published for a model and a kind of guidance, with the figures measured with them. Immutable.
/// </summary>
public sealed record PublishedSettings
{
    /// <summary>What a command line calls them: lower case, unique among all models, such as <c>alitok-xl-softcfg</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The guidance: its kind, scale and power are what was published, the rest is what the release computes.</summary>
    public required GuidanceOptions Guidance { get; init; }

    /// <summary>The sampling temperature.</summary>
    /// <value>Default 1.</value>
    public double Temperature { get; init; } = 1;

    /// <summary>The seed that the figures were measured with; null where none was published.</summary>
    /// <remarks>Random streams differ between projects: the same seed gives other images here.</remarks>
    public ulong? Seed { get; init; }

    /// <summary>The published FID of 50,000 images of ImageNet at 256 pixels; null where none was published.</summary>
    public double? Fid { get; init; }

    /// <summary>The published Inception Score of those images; null where none was published.</summary>
    public double? InceptionScore { get; init; }

    /// <summary>Who published the settings and the figures, and where.</summary>
    public required string Source { get; init; }

    /// <summary>What to know before relying on them; null where nothing is known.</summary>
    public string? Caveat { get; init; }
}
