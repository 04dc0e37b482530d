namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Runs a case with the check of its family. What no check exists for is a failure, never a skip.</summary>
internal static class GoldenFamilies
{
    private static readonly Dictionary<string, GoldenCheck> Checks = new(StringComparer.Ordinal)
    {
        ["alitok"] = ByKind(AliTokGolden.Checks),
        ["evaluation"] = ByKind(EvaluationGolden.Checks),
        ["jacobi"] = JacobiGolden.Check,
        ["lumina"] = LuminaGolden.Check,
        ["movqgan"] = MoVqGanGolden.Check,
        ["rar"] = ByKind(RarGolden.Checks),
        ["robustok"] = RobusTokGolden.Check,
        ["text"] = TextGolden.Check,
    };

    /// <summary>Runs a case. A tensor that its check neither reads nor names as left out is a failure.</summary>
    /// <exception cref="NotSupportedException">There is no check for its family and kind.</exception>
    public static GoldenErrors Run(GoldenCase golden)
    {
        if (!Checks.TryGetValue(golden.Family, out var check))
            throw new NotSupportedException(
                $"family \"{golden.Family}\" is not known here; known are {string.Join(", ", Checks.Keys)}");
        var errors = new GoldenErrors();
        check(golden, errors);
        errors.Unread(golden.Unread);
        return errors;
    }

    /// <summary>The check of a family whose cases say what was run.</summary>
    private static GoldenCheck ByKind(IReadOnlyDictionary<string, GoldenCheck> kinds) => (golden, errors) =>
    {
        if (!kinds.TryGetValue(golden.Kind, out var check))
            throw new NotSupportedException(
                $"kind \"{golden.Kind}\" of family {golden.Family} is not supported yet; " +
                $"supported are {string.Join(", ", kinds.Keys)}");
        check(golden, errors);
    };
}
