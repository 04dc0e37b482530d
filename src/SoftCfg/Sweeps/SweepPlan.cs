using System.Text.Json.Serialization;
using SoftCfg.Evaluation;
using SoftCfg.Layers;
using SoftCfg.Runs;

namespace SoftCfg.Sweeps;

/// <summary>
/// What all points of a sweep have in common, without which they could not be compared. A sweep is gone on with only by
/// the same plan; the grid is no part of it, so points can be added.
/// </summary>
/// <remarks>Batch size and threads are not part of it: they decide no image, beyond the last bits of sums.</remarks>
public sealed record SweepPlan
{
    /// <summary>The version of the library that wrote the table; a sweep may be gone on with by another one.</summary>
    public required string Library { get; init; }

    /// <summary>The weights.</summary>
    public required ModelFingerprint Model { get; init; }

    /// <summary>SHA-256 of the reference; of a folder, that of the names and contents of its images.</summary>
    public required string ReferenceSha256 { get; init; }

    /// <summary>The network that judges, by its <see cref="IFeatureNetwork.Fingerprint"/>.</summary>
    public required string Network { get; init; }

    /// <summary>Images per point.</summary>
    public required int Count { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How the generator's weights are stored and multiplied.</summary>
    [JsonPropertyName("dtype")]
    public required string Dtype { get; init; }

    /// <summary>How its weights are packed, such as <c>int8</c>; null where libtorch computes.</summary>
    public string? Weights { get; init; }

    /// <summary>Where the generator runs, such as <c>cpu</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The precision of distances, by <see cref="EvaluationOptions.Distances"/>.</summary>
    public required string Distances { get; init; }

    /// <summary><see cref="EvaluationOptions.Resamples"/>.</summary>
    public required int Resamples { get; init; }

    /// <summary><see cref="EvaluationOptions.ConfidenceLevel"/>.</summary>
    public required double ConfidenceLevel { get; init; }

    /// <summary><see cref="EvaluationOptions.Seed"/>.</summary>
    public required ulong ResampleSeed { get; init; }

    /// <summary>Makes the plan of a sweep; reads the weights and the reference once.</summary>
    internal static SweepPlan Of(SweepOptions options, IFeatureNetwork network, CancellationToken cancellation) =>
        new()
        {
            Library = RunProvenance.LibraryVersion,
            Model = ModelFingerprint.Compute(options.Model, cancellation),
            ReferenceSha256 = ReferenceHash.Compute(options.Reference, cancellation),
            Network = network.Fingerprint,
            Count = options.Count,
            Seed = options.Seed,
            Dtype = options.Dtype.ToString().ToLowerInvariant(),
            Weights = WeightFormats.Choose(options.Weights, options.Dtype, options.Device) is { } format ? WeightFormats.NameOf(format) : null,
            Device = options.Device.ToString(),
            Distances = options.Evaluation.Distances.ToString().ToLowerInvariant(),
            Resamples = options.Evaluation.Resamples,
            ConfidenceLevel = options.Evaluation.ConfidenceLevel,
            ResampleSeed = options.Evaluation.Seed,
        };
}
