using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Cli.Generating;

/// <summary>What <c>softcfg generate</c> was asked for.</summary>
internal sealed record GenerateOptions
{
    public required string Model { get; init; }

    /// <summary>The image tokenizer's checkpoint; null looks for it in the model's folder.</summary>
    public string? ImageTokenizer { get; init; }

    /// <summary>The prompts, at least one: image i has prompt i modulo their number.</summary>
    public required IReadOnlyList<PromptRequest> Prompts { get; init; }

    /// <summary>Images of each prompt.</summary>
    public required int PerPrompt { get; init; }

    public required ulong Seed { get; init; }
    public required int Batch { get; init; }

    /// <summary>The kinds of guidance to generate with, at least one.</summary>
    public required IReadOnlyList<GuidanceKind> Kinds { get; init; }

    /// <summary>The guidance that was asked for, whatever its kind.</summary>
    public required GuidanceOptions Guided { get; init; }

    /// <summary>Whether the scale decays as in the release.</summary>
    public bool DecaysAsReleased { get; init; }

    public required SamplingOptions Sampling { get; init; }

    /// <summary>How to speculate; null decodes token by token.</summary>
    public JacobiOptions? Jacobi { get; init; }

    public required ScalarType Dtype { get; init; }

    /// <summary>How weights are packed; null takes the default.</summary>
    public WeightFormat? Weights { get; init; }

    public required string Device { get; init; }
    public required int Threads { get; init; }
    public required string Output { get; init; }

    /// <summary>The least time between refreshes of the preview; null for no preview.</summary>
    public TimeSpan? Preview { get; init; }

    /// <summary>Whether the preview is drawn in the terminal too, where that can be.</summary>
    public bool DrawsPreview { get; init; }

    public string? Trace { get; init; }
    public bool Json { get; init; }

    /// <summary>Images of each kind of guidance.</summary>
    public long Count => (long)Prompts.Count * PerPrompt;

    /// <summary>The guidance of a kind.</summary>
    public GuidanceOptions Guidance(GuidanceKind kind) => Guided with { Kind = kind };

    /// <summary>The prompt of an image.</summary>
    public PromptRequest PromptOf(long index) => Prompts[(int)(index % Prompts.Count)];
}
