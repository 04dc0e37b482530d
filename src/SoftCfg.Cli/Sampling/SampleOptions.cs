using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Loading;
using static TorchSharp.torch;

namespace SoftCfg.Cli.Sampling;

/// <summary>What <c>softcfg sample</c> was asked for; null where the model decides.</summary>
internal sealed record SampleOptions
{
    public required ModelDescription Model { get; init; }
    public required IReadOnlyList<string> Classes { get; init; }
    public int? Count { get; init; }
    public required ulong Seed { get; init; }
    public int? Batch { get; init; }

    /// <summary>The kinds of guidance to sample with, at least one.</summary>
    public required IReadOnlyList<GuidanceKind> Kinds { get; init; }

    /// <summary>The guidance that was asked for, whatever its kind.</summary>
    public required GuidanceOptions Guided { get; init; }

    /// <summary>How tokens are drawn.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>The originals: an image or a folder of them; null where nothing is reconstructed.</summary>
    public string? Reconstruct { get; init; }

    /// <summary>The probability that a token of an original is kept; given if and only if there are originals.</summary>
    public double? Keep { get; init; }

    public required ScalarType Dtype { get; init; }

    /// <summary>How weights are packed; null takes the default.</summary>
    public WeightFormat? Weights { get; init; }

    public required string Device { get; init; }
    public required int Threads { get; init; }

    public required string Output { get; init; }
    /// <summary>Whether images are drawn in the terminal as they grow.</summary>
    public bool Preview { get; init; }

    public bool Npz { get; init; }
    public string? Trace { get; init; }
    public bool Json { get; init; }

    /// <summary>The guidance of a kind.</summary>
    public GuidanceOptions Guidance(GuidanceKind kind) => Guided with { Kind = kind };
}
