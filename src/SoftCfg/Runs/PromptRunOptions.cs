using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Guidance;

namespace SoftCfg.Runs;

/// <summary>What a run of prompts generates, and how. Immutable.</summary>
public sealed record PromptRunOptions : ImageRunOptions
{
    /// <summary>Options whose chunks are of few images: an image of a prompt takes as long as many of a class.</summary>
    public PromptRunOptions() => ChunkSize = BatchSize = 4;

    /// <summary>The model's folder, as <see cref="PromptImageGenerator.Load"/> takes it.</summary>
    public required string Model { get; init; }

    /// <summary>The image tokenizer's checkpoint.</summary>
    /// <value>Default null: a file in the model's folder.</value>
    public string? ImageTokenizer { get; init; }

    /// <summary>The prompts, at least one: image i has prompt i modulo their number.</summary>
    public required IReadOnlyList<RunPrompt> Prompts { get; init; }

    /// <summary>Whether the scale decays as in the release, see <see cref="ReleasedScaleDecay"/>.</summary>
    /// <value>Default false: the scale that was asked for.</value>
    public bool DecaysAsReleased { get; init; }

    /// <summary>How several tokens are decoded a pass, by speculation.</summary>
    /// <value>Default null: token by token.</value>
    public JacobiOptions? Jacobi { get; init; }

    /// <inheritdoc/>
    internal override GuidanceOptions EffectiveGuidance => Guidance ?? PromptImageGenerator.ReleasedGuidance;

    /// <inheritdoc/>
    internal override SamplingOptions EffectiveSampling => Sampling ?? PromptImageGenerator.ReleasedSampling;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Prompts.Count == 0)
            throw new ArgumentException("The run has no prompts.");
        Jacobi?.Validate();
        if (Images == ImageStorage.Npz && RunPlan.SizesOf(Prompts.Select(PlannedPrompt.Of)) is [var first, var second, ..])
        {
            throw new ArgumentException($"The prompts have several sizes ({first} and {second}); an array holds images of one size. Keep " +
                "the images as files.");
        }
    }
}
