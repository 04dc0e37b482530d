using SoftCfg.Decoding;
using SoftCfg.Guidance;

namespace SoftCfg;

/// <summary>What to generate. Immutable.</summary>
public sealed record GenerationOptions
{
    /// <summary>The class label of each image.</summary>
    public required IReadOnlyList<int> Classes { get; init; }

    /// <summary>The index of the first image in its run; with the seed, an image's index decides it.</summary>
    /// <value>Default 0.</value>
    public long FirstIndex { get; init; }

    /// <summary>The seed.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }

    /// <summary>Images decoded together: faster with more, and with more memory; the images stay the same.</summary>
    /// <value>Default 16.</value>
    public int BatchSize { get; init; } = 16;

    /// <summary>How images are guided; <c>null</c> takes the model's own.</summary>
    public GuidanceOptions? Guidance { get; init; }

    /// <summary>How tokens are drawn; <c>null</c> takes the model's own.</summary>
    public SamplingOptions? Sampling { get; init; }

    /// <summary>Whether to record what guidance did.</summary>
    /// <value>Default false.</value>
    public bool Trace { get; init; }
}
