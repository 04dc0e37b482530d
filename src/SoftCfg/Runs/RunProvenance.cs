using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Runs;

/// <summary>
/// How the images of a run were made: what has to be known to make them again. <see cref="TextOf"/> gives the text
/// chunks of an image's PNG file.
/// </summary>
/// <remarks>
/// Batch size and threads are not part of it: they do not decide an image, beyond the last bits of floating-point sums.
/// </remarks>
public sealed record RunProvenance
{
    /// <summary>What every keyword of ours begins with.</summary>
    public const string Prefix = "softcfg.";

    /// <summary>The version of this library, with the commit it was built from.</summary>
    public static string LibraryVersion => Diagnostics.LibraryVersion.Text;

    /// <summary>The weights.</summary>
    public required ModelFingerprint Model { get; init; }

    /// <summary>The name of every class of the model, in the order of the labels.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>How the images were guided.</summary>
    public required GuidanceOptions Guidance { get; init; }

    /// <summary>How their tokens were drawn.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>The seed of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How the generator's weights were stored and multiplied.</summary>
    public required ScalarType Dtype { get; init; }

    /// <summary>How the generator's weights were packed; null where libtorch computed.</summary>
    /// <value>Default null.</value>
    public WeightFormat? Weights { get; init; }

    /// <summary>The probability that tokens of an original were kept.</summary>
    /// <value>Default 0. Told of images that have an original.</value>
    public double Keep { get; init; }

    /// <summary>Where the generator ran, such as <c>cpu</c>.</summary>
    public required string Device { get; init; }

    /// <summary>
    /// The text of one image: keywords and values for <see cref="Imaging.PngWriter"/>. Options that the guidance or the
    /// sampling does not look at are left out.
    /// </summary>
    /// <param name="image">An image of this run.</param>
    /// <param name="original">The name of the file that tokens were kept of; null (default) where there was none.</param>
    /// <returns>The keyword <c>Software</c>, then keywords that begin with <see cref="Prefix"/>.</returns>
    public IReadOnlyList<KeyValuePair<string, string>> TextOf(GeneratedImage image, string? original = null) =>
        TextOfIndex(image.Index, image.ClassLabel, original);

    /// <summary>The same, of an image that need not be there yet.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> TextOfIndex(long index, int label, string? original)
    {
        (string Keyword, string Value)[] facts =
        [
            ("model", Model.Name),
            ("generator.sha256", Model.GeneratorSha256),
            ("tokenizer.sha256", Model.TokenizerSha256),
            ("seed", ProvenanceText.Of(Seed)),
            ("index", ProvenanceText.Of(index)),
            ("class", ProvenanceText.Of(label)),
            ("class.name", Classes[label]),
            .. OriginalFacts(original),
            // Its name is all there is to say of guidance of one's own.
            .. ProvenanceText.Of(Guidance),
            .. ProvenanceText.Of(Sampling),
            .. ProvenanceText.Of(Dtype, Weights, Device),
        ];
        return ProvenanceText.Written(facts);
    }

    private IEnumerable<(string Keyword, string Value)> OriginalFacts(string? original) =>
        original is null ? [] : [("original", original), ("original.keep", ProvenanceText.Of(Keep))];
}
