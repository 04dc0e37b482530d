using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Imaging;

namespace SoftCfg;

/// <summary>What to generate. Immutable.</summary>
public sealed record GenerationOptions
{
    /// <summary>The class labels, at least one: image i of this generation has label i modulo their number.</summary>
    public required IReadOnlyList<int> Classes { get; init; }

    /// <summary>How many images.</summary>
    /// <value>Default null: one for each of <see cref="Classes"/>.</value>
    public long? Count { get; init; }

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

    /// <summary>
    /// Gives the original of an image, by its position in this generation, from 0: tokens of the original are kept with
    /// probability <see cref="Keep"/>, the others sampled. Called when the image's batch begins, so that originals need not
    /// all be in memory; an original is as large as the model's images (see <see cref="CenterCrop"/>).
    /// </summary>
    /// <value>Default null: every token is sampled.</value>
    public Func<long, RgbImage>? Original { get; init; }

    /// <summary>
    /// The probability that a token of the original is kept. With 1 the images are the originals as the image tokenizer
    /// reconstructs them, with 0 those sampled without originals.
    /// </summary>
    /// <value>Default 0. From 0 to 1.</value>
    public double Keep { get; init; }

    /// <summary>Whether to record what guidance did.</summary>
    /// <value>Default false.</value>
    public bool Trace { get; init; }
}
