using SoftCfg.Decoding;
using SoftCfg.Guidance;
using static TorchSharp.torch;

namespace SoftCfg.Cli.Sampling;

/// <summary>What <c>softcfg sample</c> was asked for; null where the model folder decides.</summary>
internal sealed record SampleOptions
{
    /// <summary>The word that stands for the embedded model.</summary>
    public const string EmbeddedModel = "fashion";

    public required string Model { get; init; }
    public required IReadOnlyList<string> Classes { get; init; }
    public int? Count { get; init; }
    public required ulong Seed { get; init; }
    public required int Batch { get; init; }

    /// <summary>The kinds of guidance to sample with, at least one.</summary>
    public required IReadOnlyList<GuidanceKind> Kinds { get; init; }

    public double? Scale { get; init; }
    public double? Power { get; init; }
    public double? Strength { get; init; }
    public bool? StepNormalization { get; init; }
    public ConfidenceSource? Confidence { get; init; }
    public WeightAlignment? Alignment { get; init; }

    public double? Temperature { get; init; }
    public int? TopK { get; init; }
    public double? TopP { get; init; }
    public bool Greedy { get; init; }

    /// <summary>The originals: an image or a folder of them; null where nothing is reconstructed.</summary>
    public string? Reconstruct { get; init; }

    /// <summary>The probability that a token of an original is kept; given if and only if there are originals.</summary>
    public double? Keep { get; init; }

    public required ScalarType DType { get; init; }
    public required string Device { get; init; }
    public required int Threads { get; init; }

    public required string Output { get; init; }
    public bool Npz { get; init; }
    public string? Trace { get; init; }
    public bool Json { get; init; }

    /// <summary>The folder of the model.</summary>
    public string ModelPath => Model == EmbeddedModel ? ModelFolder.Embedded : Model;

    /// <summary>The model's guidance with what was asked for in its place.</summary>
    public GuidanceOptions Guidance(GuidanceOptions model, GuidanceKind kind) => model with
    {
        Kind = kind,
        Scale = Scale ?? model.Scale,
        ScalePower = Power ?? model.ScalePower,
        Strength = Strength ?? model.Strength,
        StepNormalization = StepNormalization ?? model.StepNormalization,
        Confidence = Confidence ?? model.Confidence,
        Alignment = Alignment ?? model.Alignment,
    };

    /// <summary>The model's sampling with what was asked for in its place.</summary>
    public SamplingOptions Sampling(SamplingOptions model) => model with
    {
        Temperature = Temperature ?? model.Temperature,
        TopK = TopK ?? model.TopK,
        TopP = TopP ?? model.TopP,
        // Who asks for top-k or top-p wants tokens drawn, whatever the model does by default.
        Greedy = Greedy || (model.Greedy && TopK is null && TopP is null),
    };
}
