using SoftCfg.Guidance;

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

    /// <summary>Whether to record a <see cref="DecodeTrace"/>; costs nothing when false.</summary>
    /// <value>Default false.</value>
    public bool Trace { get; init; }

    /// <summary>Checks the request against a model.</summary>
    /// <param name="classCount">The model's classes.</param>
    /// <exception cref="ArgumentException">No image, unequal counts, or an unknown class.</exception>
    internal void Validate(int classCount)
    {
        if (Classes.Count == 0 || Classes.Count != SampleIndices.Count)
        {
            throw new ArgumentException(
                $"A batch needs as many classes as sample indices, at least one; got {Classes.Count} and {SampleIndices.Count}.");
        }
        foreach (var label in Classes)
            ValidateClass(label, classCount);
    }

    /// <summary>Refuses a label that the model does not have.</summary>
    internal static void ValidateClass(int label, int classCount)
    {
        if (label < 0 || label >= classCount)
            throw new ArgumentException($"Class {label} does not exist: the model has classes 0 to {classCount - 1}.");
    }
}
