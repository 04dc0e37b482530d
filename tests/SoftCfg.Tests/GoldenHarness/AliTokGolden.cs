using SoftCfg.Guidance;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The checks of AliTok's cases, by kind.</summary>
internal static class AliTokGolden
{
    /// <summary>Register the check of a kind here, one line each.</summary>
    public static IReadOnlyDictionary<string, GoldenCheck> Checks { get; } =
        new Dictionary<string, GoldenCheck>(StringComparer.Ordinal)
        {
            ["recursion"] = (golden, errors) =>
            {
                RecursionGolden.Check(golden, errors, Guidance(golden), prefixLength: 1);
                FactorsGolden.Check(golden, errors, Guidance(golden));
            },
            ["schedule"] = ScheduleGolden.Check,
            ["forward"] = (golden, errors) => ForwardGolden.Check(golden, errors, dtype => AliTokCases.Load(golden, dtype)),
            ["generate"] = (golden, errors) =>
            {
                GenerateGolden.Check(golden, errors, () => AliTokCases.Load(golden), Guidance(golden));
                FactorsGolden.Check(golden, errors, Guidance(golden));
            },
            ["encode"] = AliTokTokenizerGolden.CheckEncode,
            ["decode"] = AliTokTokenizerGolden.CheckDecode,
            ["postprocess"] = PostprocessGolden.Check,
        };

    /// <summary>A case's guidance as this library says it.</summary>
    public static GuidanceOptions Guidance(GoldenCase golden)
    {
        var options = GoldenSampling.Guidance(golden.Sampling) with { Confidence = ConfidenceSource.Sampled };
        // Without step normalisation the release does not look at the exponent; here that is a strength of 1.
        return options.StepNormalization || options.Strength == 0 ? options : options with { Strength = 1 };
    }
}
