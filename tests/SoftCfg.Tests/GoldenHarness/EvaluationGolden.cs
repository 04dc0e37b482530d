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
            ["metrics"] = MetricsGolden.CheckMetrics,
            ["formats"] = CheckFormats,
            ["pipeline"] = CheckPipeline,
        };

    private static void CheckFormats(GoldenCase golden, GoldenErrors errors)
    {
        FormatsGolden.Check(golden, errors);
        InceptionGolden.CheckTinyGraph(golden, errors);
    }

    private static void CheckPipeline(GoldenCase golden, GoldenErrors errors)
    {
        using var network = InceptionGolden.LoadNetwork(golden);
        PipelineGolden.Check(golden, errors, network);
    }
}
