namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The checks of the evaluation's cases, by kind.</summary>
internal static class EvaluationGolden
{
    /// <summary>Register the check of a kind here, one line each.</summary>
    public static IReadOnlyDictionary<string, GoldenCheck> Checks { get; } =
        new Dictionary<string, GoldenCheck>(StringComparer.Ordinal)
        {
            ["preprocess"] = InceptionGolden.CheckPreprocess,
            ["inception"] = InceptionGolden.CheckNetwork,
        };
}
