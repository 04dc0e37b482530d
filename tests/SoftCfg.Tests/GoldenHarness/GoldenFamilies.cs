namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Runs a case with the checks of its family. What no check exists for is a failure, never a skip.</summary>
internal static class GoldenFamilies
{
    private static readonly Dictionary<string, IReadOnlyDictionary<string, GoldenCheck>> Checks =
        new(StringComparer.Ordinal)
        {
            ["alitok"] = AliTokGolden.Checks,
            ["evaluation"] = MetricsGolden.Checks,
            ["rar"] = RarGolden.Checks,
        };

    /// <summary>Runs a case.</summary>
    /// <exception cref="NotSupportedException">There is no check for its family and kind.</exception>
    public static GoldenErrors Run(GoldenCase golden)
    {
        if (!Checks.TryGetValue(golden.Family, out var kinds))
            throw new NotSupportedException(
                $"family \"{golden.Family}\" is not known here; known are {string.Join(", ", Checks.Keys)}");
        if (!kinds.TryGetValue(golden.Kind, out var check))
            throw new NotSupportedException(
                $"kind \"{golden.Kind}\" of family {golden.Family} is not supported yet; " +
                $"supported are {string.Join(", ", kinds.Keys)}");
        var errors = new GoldenErrors();
        check(golden, errors);
        return errors;
    }
}
