using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SoftCfg.Options;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation;

/// <summary>How images are evaluated. Immutable.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Images that the network sees at a time; fewer if they are large. No figure depends on it.</summary>
    /// <value>Default 64.</value>
    public int BatchSize { get; init; } = 64;

    /// <summary>In which floating point precision and recall measure distances: float32 or float64; or float16 as the
    /// evaluator of guided-diffusion does, whose published numbers carry its rounding, with float32 for every block of
    /// 10,000 × 10,000 in which it overflows. Float16 takes about 2 GB of memory for 10,000 images or more.</summary>
    /// <value>Default float32.</value>
    public ScalarType Distances { get; init; } = ScalarType.Float32;

    /// <summary>Resamples of the images for the confidence intervals of FID and Inception Score; 0 for no intervals.</summary>
    /// <value>Default 1000.</value>
    /// <remarks>
    /// Images are resampled to first order, so FID is not computed anew for each: the whole interval costs about as much as
    /// FID itself. It does not contain FID's bias, and is wider than it need be with few images per feature.
    /// </remarks>
    public int Resamples { get; init; } = 1000;

    /// <summary>The share of samplings that a confidence interval speaks of, between 0 and 1.</summary>
    /// <value>Default 0.95.</value>
    public double ConfidenceLevel { get; init; } = 0.95;

    /// <summary>Decides which images the resamples draw.</summary>
    /// <value>Default 0.</value>
    public ulong Seed { get; init; }

    /// <summary>Told what is measured.</summary>
    /// <value>Default: nobody.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Refuses values that make no sense.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message names the option and what it may be.</exception>
    public void Validate()
    {
        OptionChecks.Range(nameof(BatchSize), BatchSize, 1, 1 << 16);
        if (Distances is not (ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16))
        {
            throw new ArgumentOutOfRangeException(
                $"{nameof(Distances)} is {Distances}; it must be one of Float32, Float64, Float16.", innerException: null);
        }
        if (Resamples != 0)
            OptionChecks.Range(nameof(Resamples), Resamples, 2, 1_000_000);
        OptionChecks.Range(nameof(ConfidenceLevel), ConfidenceLevel, 0.01, 0.999);
    }
}
