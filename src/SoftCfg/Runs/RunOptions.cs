using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Loading;

namespace SoftCfg.Runs;

/// <summary>What a run of classes samples, and how. Immutable.</summary>
public sealed record RunOptions : ImageRunOptions
{
    /// <summary>The model.</summary>
    public required ModelDescription Model { get; init; }

    /// <summary>The classes of the images.</summary>
    /// <value>Default null: all classes of the model in turn.</value>
    public ClassAssignment? Classes { get; init; }

    /// <summary>Images of which tokens are kept.</summary>
    /// <value>Default null: every token is sampled.</value>
    public RunOriginals? Originals { get; init; }

    /// <inheritdoc/>
    internal override GuidanceOptions EffectiveGuidance => Guidance ?? Model.Guidance;

    /// <inheritdoc/>
    internal override SamplingOptions EffectiveSampling => Sampling ?? Model.Sampling;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        foreach (var label in Classes?.Labels ?? [])
            DecodeRequest.ValidateClass(label, Model.Classes.Count);
        if (Originals is { } originals)
        {
            DecodeRequest.ValidateKeep(originals.Keep, hasOriginals: true);
            if (originals.Pictures.Count == 0)
                throw new ArgumentException("Tokens of originals are to be kept, but there are none.");
        }
    }
}
