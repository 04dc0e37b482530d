using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Sessions;

/// <summary>One image to generate in a session. Immutable.</summary>
public sealed record ImageRequest
{
    /// <summary>Its class, for a model of classes.</summary>
    public int? ClassLabel { get; init; }

    /// <summary>Its prompt, for a model of prompts. A seed of the prompt's own counts for more than <see cref="Seed"/>.</summary>
    public ImagePrompt? Prompt { get; init; }

    /// <summary>Its index: with the seed it decides the image. Images that share both are drawn from the same random numbers.</summary>
    /// <value>Default 0.</value>
    public long Index { get; init; }

    /// <summary>The seed.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }

    /// <summary>How it is guided; null takes the model's own.</summary>
    public GuidanceOptions? Guidance { get; init; }

    /// <summary>How tokens are drawn; null takes the model's own.</summary>
    public SamplingOptions? Sampling { get; init; }

    /// <summary>
    /// Tokens that must stand where they do, such as those of another image: one for every code, in the order of decoding, null where it is
    /// sampled; the ends of rows that images of prompts have are left out. Guidance sees them as if they had been sampled.
    /// </summary>
    /// <value>Default null: every token is sampled.</value>
    public IReadOnlyList<long?>? Given { get; init; }

    /// <summary>Whether to record what guidance does.</summary>
    /// <value>Default false.</value>
    public bool Trace { get; init; }

    /// <summary>How many of the likeliest tokens of each step the trace remembers.</summary>
    /// <value>Default 0: none. It needs <see cref="Trace"/>.</value>
    public int Candidates { get; init; }
}
