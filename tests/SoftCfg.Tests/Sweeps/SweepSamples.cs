using SoftCfg.Decoding;
using SoftCfg.Evaluation;
using SoftCfg.Guidance;
using SoftCfg.Runs;
using SoftCfg.Sweeps;

namespace SoftCfg.Tests.Sweeps;

/// <summary>Made-up results.</summary>
internal static class SweepSamples
{
    public static SweepPlan Plan { get; } = new()
    {
        Library = "1.2.3",
        Model = new ModelFingerprint("tiny", "aa", "bb"),
        ReferenceSha256 = "cc",
        Network = "mean-colour 1",
        Count = 1000,
        Seed = 7,
        Dtype = "float32",
        Device = "cpu",
        Distances = "float32",
        Resamples = 1000,
        ConfidenceLevel = 0.95,
        ResampleSeed = 0,
    };

    public static SweepResult Unguided { get; } = new()
    {
        Point = new SweepPoint(new GuidanceOptions { Kind = GuidanceKind.None }, new SamplingOptions { Temperature = 0.9 }),
        Images = 1000,
        Seed = 7,
        Seconds = 12.3456,
        Figures = new EvaluationResult
        {
            Fid = 12.345678901234567,
            FidInterval = new ConfidenceInterval(11.5, 13.25, 0.95, 0.4),
            ReferenceImages = 10,
            SampleImages = 1000,
            Network = "mean-colour 1",
            Warnings = ["Few images."],
        },
    };

    public static SweepResult Soft { get; } = new()
    {
        Point = new SweepPoint(new GuidanceOptions
        {
            Scale = 1.5,
            Strength = 0.25,
            StepNormalization = false,
            Confidence = ConfidenceSource.Sampled,
            Alignment = WeightAlignment.Paper,
        }, new SamplingOptions()),
        Images = 1000,
        Seed = 7,
        Seconds = 20,
        Figures = Unguided.Figures with
        {
            Fid = 10,
            FidInterval = null,
            SFid = 21,
            InceptionScore = 7.5,
            InceptionScoreInterval = new ConfidenceInterval(7.25, 7.75, 0.95, 0.1),
            Precision = 0.81249,
            Recall = 0.5,
        },
    };
}
