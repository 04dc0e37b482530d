using SoftCfg.Guidance;
using SoftCfg.Models;
using SoftCfg.Options;

namespace SoftCfg.Decoding;

/// <summary>One batch of images to decode. Immutable.</summary>
public sealed record DecodeRequest
{
    /// <summary>The class label of each image.</summary>
    public required IReadOnlyList<int> Classes { get; init; }

    /// <summary>The index of each image in its run: with the seed it decides the image.</summary>
    public required IReadOnlyList<long> SampleIndices { get; init; }

    /// <summary>How images are guided.</summary>
    public required GuidanceOptions Guidance { get; init; }

    /// <summary>How tokens are drawn.</summary>
    /// <value>Default: temperature 1, the whole distribution.</value>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Where the uniforms come from.</summary>
    public required UniformSource Uniforms { get; init; }

    /// <summary>
    /// The tokens of an original of each image, N each: partial teacher forcing. With probability <see cref="Keep"/> a token
    /// is the original's and not the sampled one; later tokens see it, and its confidence counts.
    /// </summary>
    /// <value>Default null: every token is sampled.</value>
    public IReadOnlyList<IReadOnlyList<long>>? Originals { get; init; }

    /// <summary>
    /// The probability that a token of the original is kept, each decided for itself: with 1 the originals come back, with 0
    /// every token is sampled, the same ones as without originals.
    /// </summary>
    /// <value>Default 0. From 0 to 1.</value>
    public double Keep { get; init; }

    /// <summary>Whether to record a <see cref="DecodeTrace"/>; costs nothing when false.</summary>
    /// <value>Default false.</value>
    public bool Trace { get; init; }

    /// <summary>Checks the request against a model.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ArgumentException">No image, unequal counts, an unknown class, or originals of another model.</exception>
    internal void Validate(ICausalImageModel model)
    {
        if (Classes.Count == 0 || Classes.Count != SampleIndices.Count)
        {
            throw new ArgumentException(
                $"A batch needs as many classes as sample indices, at least one; got {Classes.Count} and {SampleIndices.Count}.");
        }
        foreach (var label in Classes)
            ValidateClass(label, model.ClassCount);
        Guidance.Validate();
        Sampling.Validate();
        ValidateKeep(Keep, Originals is not null);
        if (Originals is null)
            return;
        if (Originals.Count != Classes.Count)
        {
            throw new ArgumentException(
                $"There are {Originals.Count} originals for {Classes.Count} images; each image needs its own.");
        }
        for (var image = 0; image < Originals.Count; image++)
            ValidateOriginal(image, Originals[image], model);
    }

    /// <summary>The sequences of a valid request.</summary>
    /// <param name="model">The model.</param>
    internal List<Sequence> Sequences(ICausalImageModel model) => Classes.Select((label, image) => new Sequence
    {
        Context = model.Context(label),
        UnconditionalContext = model.Context(null),
        Index = SampleIndices[image],
        Guidance = Guidance,
        Sampling = Sampling,
        Uniforms = Uniforms,
        Constraint = Originals is null ? null : new KeptTokens(Originals[image], Keep, Uniforms, SampleIndices[image]),
        Trace = Trace,
    }).ToList();

    /// <summary>Refuses a label that the model does not have.</summary>
    internal static void ValidateClass(int label, int classCount)
    {
        if (label < 0 || label >= classCount)
            throw new ArgumentException($"Class {label} does not exist: the model has classes 0 to {classCount - 1}.");
    }

    /// <summary>Refuses what is no probability, and one that nothing could be kept with.</summary>
    internal static void ValidateKeep(double keep, bool hasOriginals)
    {
        OptionChecks.Range("Keep", keep, 0, 1);
        if (keep > 0 && !hasOriginals)
            throw new ArgumentException(FormattableString.Invariant(
                $"Keep is {keep}, but there are no originals to keep tokens of; give originals, or leave Keep at 0."));
    }

    private static void ValidateOriginal(int image, IReadOnlyList<long> tokens, ICausalImageModel model)
    {
        if (tokens.Count != model.SequenceLength)
        {
            throw new ArgumentException(
                $"Original {image} has {tokens.Count} tokens; images of this model have {model.SequenceLength}.");
        }
        for (var place = 0; place < tokens.Count; place++)
        {
            if (tokens[place] < 0 || tokens[place] >= model.CodebookSize)
            {
                throw new ArgumentException($"Original {image} has token {tokens[place]} at place {place}; " +
                    $"the codebook has tokens 0 to {model.CodebookSize - 1}.");
            }
        }
    }
}
