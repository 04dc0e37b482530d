using System.Globalization;
using SoftCfg.Evaluation.Metrics;

namespace SoftCfg.Evaluation;

/// <summary>One comparison of samples with a reference.</summary>
internal sealed class Comparison(ImageSetStatistics reference, ImageSetStatistics sample, EvaluationOptions options,
    IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
{
    /// <summary>FID falls with the number of images for long; below this many per feature the fall is plain to see.</summary>
    private const int ImagesPerFeature = 5;

    // A set may be compared with itself.
    private readonly List<string> warnings = [.. reference.Remarks.Union(sample.Remarks, StringComparer.Ordinal)];

    /// <summary>Computes all figures that the sets allow.</summary>
    public EvaluationResult Run()
    {
        var result = WithFrechetDistances(new EvaluationResult
        {
            Fid = 0,
            ReferenceImages = reference.Count,
            SampleImages = sample.Count,
            Network = sample.Network,
            Warnings = warnings,
        });
        return WithPrecisionRecall(WithInceptionScore(result));
    }

    private EvaluationResult WithFrechetDistances(EvaluationResult result)
    {
        const EvaluationStage Stage = EvaluationStage.FrechetDistances;
        Report(Stage, 0, 3);
        var fid = FrechetDistance.Between(reference.Moments.Features, sample.Moments.Features);
        WarnOfFewImages();
        Report(Stage, 1, 3);
        double? spatial = reference.Moments.Spatial is { } left && sample.Moments.Spatial is { } right
            ? FrechetDistance.Between(left, right)
            : null;
        Report(Stage, 2, 3);
        var interval = FidInterval(fid);
        Report(Stage, 3, 3);
        return result with { Fid = fid, SFid = spatial, FidInterval = interval };
    }

    private ConfidenceInterval? FidInterval(double fid)
    {
        if (options.Resamples == 0 || sample.Features is not { } features || !sample.MomentsAreOfFeatures)
            return null;
        return Interval(fid,
            FrechetInfluence.Of(reference.Moments.Features, sample.Moments.Features, features, cancellation));
    }

    private EvaluationResult WithInceptionScore(EvaluationResult result)
    {
        if (sample.Logits is not { } logits)
        {
            warnings.Add("Of the samples only statistics are known, no images: the Inception Score, precision and recall " +
                "cannot be computed.");
            return result;
        }
        Report(EvaluationStage.InceptionScore, 0, 1);
        var score = InceptionScore.Of(logits, cancellation: cancellation);
        var interval = options.Resamples > 0 ? Interval(score.Score, score.Influence) : null;
        Report(EvaluationStage.InceptionScore, 1, 1);
        return result with { InceptionScore = score.Score, InceptionScoreInterval = interval };
    }

    private EvaluationResult WithPrecisionRecall(EvaluationResult result)
    {
        if (sample.Neighbourhoods is not { } samples)
            return result;
        if (reference.Neighbourhoods is not { } references)
        {
            warnings.Add("Of the reference only statistics are known, no images: precision and recall cannot be computed.");
            return result;
        }
        using var figures = PrecisionRecall.Of(references, samples, options.Distances,
            (done, total) => Report(EvaluationStage.PrecisionRecall, done, total), cancellation);
        return result with { Precision = figures.Precision, Recall = figures.Recall };
    }

    private void WarnOfFewImages()
    {
        var features = sample.Moments.Features.Dimensions;
        foreach (var (set, name) in new[] { (sample, "samples"), (reference, "reference images") })
        {
            if (set.MomentsAreOfFeatures && set.Count < ImagesPerFeature * features)
            {
                warnings.Add(string.Create(CultureInfo.InvariantCulture,
                    $"FID of {set.Count} {name} with {features} features is biased upward: compare it only with figures of " +
                    $"as many images. Published figures are of 50000 samples."));
            }
        }
    }

    private ConfidenceInterval Interval(double estimate, double[] influence) => Bootstrap.Interval(
        estimate, influence, options.Resamples, options.ConfidenceLevel, options.Seed, cancellation);

    private void Report(EvaluationStage stage, long done, long total)
    {
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new EvaluationProgress(stage, done, total));
    }
}
