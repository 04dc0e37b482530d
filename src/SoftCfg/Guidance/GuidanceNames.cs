namespace SoftCfg.Guidance;

/// <summary>
/// The short names of the kinds of guidance, as command lines, file names and the records of images have them.
/// </summary>
public static class GuidanceNames
{
    /// <summary>The short name of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns><c>none</c>, <c>cfg</c> or <c>softcfg</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number names no kind.</exception>
    public static string Of(GuidanceKind kind) => kind switch
    {
        GuidanceKind.None => "none",
        GuidanceKind.ClassifierFree => "cfg",
        GuidanceKind.SoftCfg => "softcfg",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of guidance."),
    };
}
