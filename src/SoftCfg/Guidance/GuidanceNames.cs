namespace SoftCfg.Guidance;

/// <summary>
/// The names of the kinds of guidance: short ones, as command lines, file names and the records of images have them, and
/// those people say.
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

    /// <summary>A kind's name for people, on sheets and plots.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns><c>no guidance</c>, <c>CFG</c> or <c>SoftCFG</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number names no kind.</exception>
    public static string TitleOf(GuidanceKind kind) => kind switch
    {
        GuidanceKind.None => "no guidance",
        GuidanceKind.ClassifierFree => "CFG",
        GuidanceKind.SoftCfg => "SoftCFG",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of guidance."),
    };
}
