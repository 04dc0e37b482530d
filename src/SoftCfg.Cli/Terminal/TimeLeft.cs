namespace SoftCfg.Cli.Terminal;

/// <summary>How long work will still take, at the speed it had.</summary>
internal static class TimeLeft
{
    /// <summary>Says it.</summary>
    /// <param name="elapsed">How long the work has taken.</param>
    /// <param name="fraction">How much of it is done, from 0 to 1.</param>
    /// <returns>Such as "3 min left".</returns>
    public static string Of(TimeSpan elapsed, double fraction)
    {
        var seconds = fraction > 0 ? elapsed.TotalSeconds / fraction * (1 - fraction) : double.PositiveInfinity;
        return seconds switch
        {
            < 90 => FormattableString.Invariant($"{Math.Ceiling(seconds):0} s left"),
            < 5400 => FormattableString.Invariant($"{seconds / 60:0} min left"),
            < 360_000 => FormattableString.Invariant($"{seconds / 3600:0.0} h left"),
            _ => "more than 100 h left",
        };
    }
}
