using SoftCfg.Evaluation;
using SoftCfg.Evaluation.Metrics;
using SoftCfg.Evaluation.Sources;
using SoftCfg.Npz;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>From two archives of images to the five lines.</summary>
internal static class PipelineGolden
{
    /// <summary>A float32 network against one in float64.</summary>
    private static readonly Tolerance Network = new(2e-5, double.PositiveInfinity);

    /// <summary>Squared distances of images that are much alike: what the network's rounding leaves of their digits.</summary>
    private static readonly Tolerance Radii = new(1e-4, double.PositiveInfinity);

    /// <summary>Evaluates the case's <c>sample.npz</c> against its <c>ref.npz</c>.</summary>
    /// <param name="golden">The case.</param>
    /// <param name="errors">Where comparisons go.</param>
    /// <param name="network">The case's network, in float32; the caller keeps it.</param>
    public static void Check(GoldenCase golden, GoldenErrors errors, IFeatureNetwork network)
    {
        using var scope = NewDisposeScope();
        var samplePath = Path.Combine(golden.Folder, "sample.npz");
        using var reference = Evaluator.Measure(Path.Combine(golden.Folder, "ref.npz"), network);
        using var sample = Evaluator.Measure(samplePath, network);
        CompareMoments(golden, errors, reference, sample);
        CompareFeatures(golden, errors, reference, sample, samplePath, network);
        CompareFigures(golden, errors, reference, sample);
    }

    private static void CompareMoments(GoldenCase golden, GoldenErrors errors, ImageSetStatistics reference,
        ImageSetStatistics sample)
    {
        foreach (var (set, moments) in new[] { ("ref", reference.Moments), ("sample", sample.Moments) })
        {
            foreach (var (kind, features) in new[] { ("pool_3", moments.Features), ("spatial", moments.Spatial!) })
            {
                Compare($"{kind}.mu_{set}_f32", features.Mean);
                Compare($"{kind}.sigma_{set}_corner", features.Covariance.narrow(0, 0, 16).narrow(1, 0, 16));
                Compare($"{kind}.sigma_{set}_diagonal", features.Covariance.diagonal());
            }
        }

        void Compare(string name, Tensor actual)
        {
            if (golden.ExpectedNames.Contains(name))
                errors.Compare(name, actual, golden.Expected(name), Network);
        }
    }

    private static void CompareFeatures(GoldenCase golden, GoldenErrors errors, ImageSetStatistics reference,
        ImageSetStatistics sample, string samplePath, IFeatureNetwork network)
    {
        var expected = golden.Expected("pool_3_ref_first4");
        errors.Compare("pool_3_ref_first4", reference.Features!.narrow(0, 0, expected.shape[0]), expected, Network);
        expected = golden.Expected("pool_3_sample_first4");
        errors.Compare("pool_3_sample_first4", sample.Features!.narrow(0, 0, expected.shape[0]), expected, Network);

        using var archive = NpzArchive.Open(samplePath);
        using var images = new NpzImages(archive);
        expected = golden.Expected("spatial_sample_first2");
        using var seen = network.Extract(images.Next((int)expected.shape[0])!);
        errors.Compare("spatial_sample_first2", seen.Spatial!, expected, Network);
    }

    private static void CompareFigures(GoldenCase golden, GoldenErrors errors, ImageSetStatistics reference,
        ImageSetStatistics sample)
    {
        var numbers = golden.Json.GetProperty("numbers");
        var result = Evaluator.Compare(reference, sample);
        Compare("fid", result.Fid, "exact_from_float64_features", new Tolerance(1e-5, double.PositiveInfinity));
        Compare("sfid", result.SFid!.Value, "exact_from_float64_features", new Tolerance(1e-5, double.PositiveInfinity));
        Compare("inception_score", result.InceptionScore!.Value, "float64_arithmetic_on_float32_features", new(1, 1e-5));
        Compare("inception_score_ref_images", InceptionScore.Of(reference.Logits!).Score,
            "float64_arithmetic_on_float32_features", new(1, 1e-5));
        MetricsGolden.ComparePrecisionRecall(golden, errors, "", numbers, reference.Features!, sample.Features!, Radii,
            ScalarType.Float64, ScalarType.Float32);

        var expectedLines = golden.Json.GetProperty("printed_lines").EnumerateArray().Select(line => line.GetString()!);
        foreach (var (actual, expected) in AdmReport.Lines(result).Zip(expectedLines))
        {
            Assert.Equal(NameOf(expected), NameOf(actual));
            // The printed Fréchet distances carry the noise of the root of a singular product.
            MetricsGolden.CompareNumber(errors, expected, ValueOf(actual), ValueOf(expected), new Tolerance(2e-4, 0.01));
        }

        void Compare(string name, double actual, string key, Tolerance tolerance) => MetricsGolden.CompareNumber(
            errors, name, actual, numbers.GetProperty(name).GetProperty(key).GetDouble(), tolerance);
    }

    private static string NameOf(string line) => line.Split(": ")[0];

    private static double ValueOf(string line) =>
        double.Parse(line.Split(": ")[1], System.Globalization.CultureInfo.InvariantCulture);
}
