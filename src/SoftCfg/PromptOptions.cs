using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Guidance;
using SoftCfg.Text.Prompts;

namespace SoftCfg;

/// <summary>What to generate from prompts. Immutable.</summary>
public sealed record PromptOptions
{
    /// <summary>The prompts, at least one: image i of this generation has prompt i modulo their number.</summary>
    public required IReadOnlyList<ImagePrompt> Prompts { get; init; }

    /// <summary>How many images.</summary>
    /// <value>Default null: one for each of <see cref="Prompts"/>.</value>
    public long? Count { get; init; }

    /// <summary>The index of the first image in its run; with the seed, an image's index decides it.</summary>
    /// <value>Default 0.</value>
    public long FirstIndex { get; init; }

    /// <summary>The seed.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }

    /// <summary>Images decoded together, of whatever sizes: faster with more, and with more memory; the images stay the same.</summary>
    /// <value>Default 4.</value>
    public int BatchSize { get; init; } = 4;

    /// <summary>How images are guided; <c>null</c> takes the model's own.</summary>
    public GuidanceOptions? Guidance { get; init; }

    /// <summary>How tokens are drawn; <c>null</c> takes the model's own.</summary>
    public SamplingOptions? Sampling { get; init; }

    /// <summary>Whether the scale decays as in the release, see <see cref="ReleasedScaleDecay"/>.</summary>
    /// <value>Default false: the scale that was asked for.</value>
    public bool DecaysAsReleased { get; init; }

    /// <summary>How several tokens are decoded a pass, by speculation.</summary>
    /// <value>Default null: token by token.</value>
    public JacobiOptions? Jacobi { get; init; }

    /// <summary>Whether to record what guidance did.</summary>
    /// <value>Default false.</value>
    public bool Trace { get; init; }
}
