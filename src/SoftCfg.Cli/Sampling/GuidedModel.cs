using SoftCfg.Loading;
using SoftCfg.Loading.Configuration;

namespace SoftCfg.Cli.Sampling;

/// <summary>A model of classes and its guidance, as a command line asks for them.</summary>
internal sealed record GuidedModel : AskedGuidance
{
    public required ModelDescription Model { get; init; }

    /// <summary>What a published configuration says of sampling; null without one.</summary>
    public required UpstreamSampling? Published { get; init; }

    /// <summary>The seed where none is given.</summary>
    public required ulong Seed { get; init; }
}
