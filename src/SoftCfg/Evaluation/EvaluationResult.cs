namespace SoftCfg.Evaluation;

/// <summary>The figures of a set of samples against a reference, as guided-diffusion's evaluator defines them.</summary>
public sealed record EvaluationResult
{
    /// <summary>The Inception Score, from 1 to the network's number of classes; higher is better. Null for samples of which
    /// only statistics are known.</summary>
    public double? InceptionScore { get; init; }

    /// <summary>The Fréchet distance of the features, from 0 on; lower is better.</summary>
    public required double Fid { get; init; }

    /// <summary>The Fréchet distance of the spatial features; null when the network or the statistics have none.</summary>
    public double? SFid { get; init; }

    /// <summary>The share of samples that look like a reference image. Null when one set has only statistics.</summary>
    public double? Precision { get; init; }

    /// <summary>The share of reference images that look like a sample. Null when one set has only statistics.</summary>
    public double? Recall { get; init; }

    /// <summary>Sampling noise of <see cref="InceptionScore"/>; null when it is switched off or unknown.</summary>
    public ConfidenceInterval? InceptionScoreInterval { get; init; }

    /// <summary>
    /// Sampling noise of <see cref="Fid"/>, with the reference taken as given. The upward bias that FID has with few images
    /// is not in it. Null when it is switched off, or for samples of which only statistics are known.
    /// </summary>
    public ConfidenceInterval? FidInterval { get; init; }

    /// <summary>Reference images looked at; 0 when only their statistics are known.</summary>
    public required long ReferenceImages { get; init; }

    /// <summary>Samples looked at; 0 when only their statistics are known.</summary>
    public required long SampleImages { get; init; }

    /// <summary>The network that judged, by its <see cref="IFeatureNetwork.Fingerprint"/>.</summary>
    public required string Network { get; init; }

    /// <summary>What a reader of the figures should know; whole sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
