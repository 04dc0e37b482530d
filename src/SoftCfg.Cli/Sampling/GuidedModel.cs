using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Loading;
using SoftCfg.Loading.Configuration;
using static TorchSharp.torch;

namespace SoftCfg.Cli.Sampling;

/// <summary>A model and its guidance, as a command line asks for them.</summary>
internal sealed record GuidedModel
{
    public required ModelDescription Model { get; init; }

    /// <summary>What a published configuration says of sampling; null without one.</summary>
    public required UpstreamSampling? Published { get; init; }

    /// <summary>The seed where none is given.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The kinds of guidance to sample with, at least one.</summary>
    public required IReadOnlyList<GuidanceKind> Kinds { get; init; }

    /// <summary>The guidance that was asked for, whatever its kind.</summary>
    public required GuidanceOptions Guided { get; init; }

    public required SamplingOptions Sampling { get; init; }
    public required ScalarType Dtype { get; init; }

    /// <summary>How weights are packed; null takes the default.</summary>
    public required WeightFormat? Weights { get; init; }
}
