using SoftCfg.Guidance;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The checks of RAR's cases, by kind.</summary>
internal static class RarGolden
{
    /// <summary>Register the check of a kind here, one line each.</summary>
    public static IReadOnlyDictionary<string, GoldenCheck> Checks { get; } =
        new Dictionary<string, GoldenCheck>(StringComparer.Ordinal)
        {
            ["recursion"] = (golden, errors) =>
            {
                RecursionGolden.Check(golden, errors, Guidance(golden), prefixLength: 2);
                CheckFactors(golden, errors);
            },
            ["schedule"] = ScheduleGolden.Check,
            ["forward"] = RarCases.CheckForward,
            ["generate"] = (golden, errors) =>
            {
                GenerateGolden.Check(golden, errors, () => RarCases.Load(golden), Guidance(golden));
                CheckFactors(golden, errors);
            },
            ["encode"] = MaskGitVqGolden.CheckEncode,
            ["decode"] = MaskGitVqGolden.CheckDecode,
            ["postprocess"] = PostprocessGolden.Check,
        };

    /// <summary>A case's guidance as this library says it.</summary>
    public static GuidanceOptions Guidance(GoldenCase golden)
    {
        var options = GoldenSampling.Guidance(golden.Sampling) with { Confidence = ConfidenceSource.Maximum };
        // The release's strength is a switch: anything above 0 is here a strength of 1. And it computes weights but, as
        // released, never applies them, which is plain guidance.
        var inert = golden.ReferencePatch.Contains("as released", StringComparison.Ordinal);
        return options with { Strength = inert || options.Strength <= 0 ? 0 : 1 };
    }

    /// <summary>The release computes factors also where it never applies them.</summary>
    private static void CheckFactors(GoldenCase golden, GoldenErrors errors) =>
        FactorsGolden.Check(golden, errors, Guidance(golden) with { Strength = 1 });
}
