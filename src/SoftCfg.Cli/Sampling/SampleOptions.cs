using SoftCfg.Decoding;
using SoftCfg.Guidance;
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
    public required int Batch { get; init; }

    /// <summary>The kinds of guidance to sample with, at least one.</summary>
    public required IReadOnlyList<GuidanceKind> Kinds { get; init; }

    /// <summary>Whether value weights are the paper's where nothing else was asked for.</summary>
    public bool Paper { get; init; }

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

    /// <summary>The model's guidance with what was asked for in its place.</summary>
    public GuidanceOptions Guidance(GuidanceKind kind)
    {
        var model = Paper ? Model.Guidance.AsInPaper() : Model.Guidance;
        return model with
        {
            Kind = kind,
            Scale = Scale ?? model.Scale,
            ScalePower = Power ?? model.ScalePower,
            Strength = Strength ?? model.Strength,
            StepNormalization = StepNormalization ?? model.StepNormalization,
            Confidence = Confidence ?? model.Confidence,
            Alignment = Alignment ?? model.Alignment,
        };
    }

    /// <summary>The model's sampling with what was asked for in its place.</summary>
    public SamplingOptions Sampling() => Model.Sampling with
    {
        Temperature = Temperature ?? Model.Sampling.Temperature,
        TopK = TopK ?? Model.Sampling.TopK,
        TopP = TopP ?? Model.Sampling.TopP,
        // Who asks for top-k or top-p wants tokens drawn, whatever the model does by default.
        Greedy = Greedy || (Model.Sampling.Greedy && TopK is null && TopP is null),
    };
}
