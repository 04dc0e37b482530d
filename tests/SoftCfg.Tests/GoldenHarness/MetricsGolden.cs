using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.Evaluation.Metrics;
using SoftCfg.Tests.Evaluation.Metrics;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The checks of evaluation's cases that need no network, by kind.</summary>
internal static class MetricsGolden
{
    /// <summary>A covariance in float64 from features in float32.</summary>
    private static readonly Tolerance Float64 = new(1e-10, 1e-6);

    /// <summary>A mean that the reference accumulated in float32.</summary>
    private static readonly Tolerance Float32Mean = new(1e-5, 1e-4);

    /// <summary>Figures of given features: every set of the case, and every Inception Score.</summary>
    public static void CheckMetrics(GoldenCase golden, GoldenErrors errors)
    {
        golden.LeaveOut("is.unused_bias", "the evaluator takes its logits without the bias of the last layer");
        foreach (var set in golden.Json.GetProperty("numbers").EnumerateObject())
        {
            using var scope = NewDisposeScope();
            if (set.Name == "inception_score")
                CheckInceptionScores(golden, errors, set.Value);
            else
                CheckSet(golden, errors, set.Name, set.Value);
        }
    }

    /// <summary>Compares a figure.</summary>
    public static void CompareNumber(GoldenErrors errors, string name, double actual, double expected, Tolerance tolerance) =>
        errors.Compare(name, tensor(actual), tensor(expected), tolerance);

    /// <summary>
    /// Compares precision and recall, and, where the case has them, the radii and who is inside, in one precision.
    /// </summary>
    /// <param name="golden">The case.</param>
    /// <param name="errors">Where comparisons go.</param>
    /// <param name="prefix">What stands before the names of the case's tensors.</param>
    /// <param name="numbers">The object with <c>precision_recall_f64</c> and so on.</param>
    /// <param name="reference">float32 [R, D].</param>
    /// <param name="sample">float32 [S, D].</param>
    /// <param name="radiiTolerance">For radii, which carry the rounding of the features.</param>
    /// <param name="types">The precisions to compare.</param>
    public static void ComparePrecisionRecall(GoldenCase golden, GoldenErrors errors, string prefix, JsonElement numbers,
        Tensor reference, Tensor sample, Tolerance radiiTolerance, params ScalarType[] types)
    {
        foreach (var type in types)
        {
            var suffix = $"f{8 * ElementTypes.Size(type)}";
            if (!numbers.TryGetProperty($"precision_recall_{suffix}", out var expected))
                continue;
            using var actual = Balls.Compare(reference, sample, type);
            CompareNumber(errors, $"{prefix}precision_{suffix}", actual.Precision,
                expected.GetProperty("precision").GetDouble(), Tolerance.Exact);
            CompareNumber(errors, $"{prefix}recall_{suffix}", actual.Recall,
                expected.GetProperty("recall").GetDouble(), Tolerance.Exact);
            CompareIfExpected($"{prefix}radii_ref_{suffix}", actual.ReferenceRadii, radiiTolerance);
            CompareIfExpected($"{prefix}radii_sample_{suffix}", actual.SampleRadii, radiiTolerance);
            if (type == ScalarType.Float16)
                continue;
            CompareIfExpected($"{prefix}ref_inside", actual.ReferenceInside, Tolerance.Exact);
            CompareIfExpected($"{prefix}sample_inside", actual.SampleInside, Tolerance.Exact);
        }

        void CompareIfExpected(string name, Tensor tensor, Tolerance tolerance)
        {
            if (golden.ExpectedNames.Contains(name))
                errors.Compare(name, tensor, golden.Expected(name), tolerance);
        }
    }

    private static void CheckSet(GoldenCase golden, GoldenErrors errors, string name, JsonElement numbers)
    {
        var (reference, sample) = (golden.Input($"{name}.ref"), golden.Input($"{name}.sample"));
        using var referenceMoments = MomentsOf(reference);
        using var sampleMoments = MomentsOf(sample);
        foreach (var (set, moments) in new[] { ("ref", referenceMoments), ("sample", sampleMoments) })
        {
            if (golden.ExpectedNames.Contains($"{name}.mu_{set}_f32"))
                errors.Compare($"{name}.mu_{set}", moments.Mean, golden.Expected($"{name}.mu_{set}_f32"), Float32Mean);
            if (golden.ExpectedNames.Contains($"{name}.sigma_{set}_f64"))
                errors.Compare($"{name}.sigma_{set}", moments.Covariance, golden.Expected($"{name}.sigma_{set}_f64"), Float64);
        }
        if (numbers.TryGetProperty("frechet", out var frechet))
        {
            var expected = frechet.GetProperty("exact_float64").GetDouble();
            var deficient = Math.Min(reference.shape[0], sample.shape[0]) <= reference.shape[1];
            // A set against itself has no digits to agree in, only a zero.
            var tolerance = Math.Abs(expected) < 1e-6
                ? new Tolerance(double.PositiveInfinity, 1e-6)
                : new Tolerance(deficient ? 1e-5 : 1e-6, double.PositiveInfinity);
            CompareNumber(errors, $"{name}.frechet", FrechetDistance.Between(referenceMoments, sampleMoments), expected,
                tolerance);
        }
        ComparePrecisionRecall(golden, errors, $"{name}.", numbers, reference, sample, new Tolerance(1e-6, 1e-3),
            ScalarType.Float64, ScalarType.Float32, ScalarType.Float16);
    }

    private static void CheckInceptionScores(GoldenCase golden, GoldenErrors errors, JsonElement scores)
    {
        foreach (var score in scores.EnumerateObject())
        {
            // "is2_split150_last_partial": features is2.features in groups of 150; the weights belong to all.
            var set = score.Name[..score.Name.IndexOf("_split", StringComparison.Ordinal)];
            var logits = golden.Input($"{set}.features").to(ScalarType.Float64)
                .mm(golden.Input("is.weights").to(ScalarType.Float64));
            var actual = InceptionScore.Of(logits, score.Value.GetProperty("split_size").GetInt32());
            CompareNumber(errors, score.Name, actual.Score, score.Value.GetProperty("float64").GetDouble(),
                new Tolerance(1e-5, 1e-4));
            if (golden.ExpectedNames.Contains($"{set}.softmax_f64"))
            {
                errors.Compare($"{set}.softmax", InceptionScore.LogProbabilities(logits).exp(),
                    golden.Expected($"{set}.softmax_f64"), Float64);
            }
        }
    }

    private static FeatureMoments MomentsOf(Tensor features)
    {
        using var accumulator = new MomentAccumulator((int)features.shape[1]);
        accumulator.Append(features);
        return accumulator.Finish();
    }
}
