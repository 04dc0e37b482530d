using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Cli.Sampling;

/// <summary>How a command line asks for images to be guided and computed.</summary>
internal record AskedGuidance
{
    /// <summary>The kinds of guidance to sample with, at least one.</summary>
    public required IReadOnlyList<GuidanceKind> Kinds { get; init; }

    /// <summary>The guidance that was asked for, whatever its kind.</summary>
    public required GuidanceOptions Guided { get; init; }

    public required SamplingOptions Sampling { get; init; }
    public required ScalarType Dtype { get; init; }

    /// <summary>How weights are packed; null takes the default.</summary>
    public required WeightFormat? Weights { get; init; }
}
