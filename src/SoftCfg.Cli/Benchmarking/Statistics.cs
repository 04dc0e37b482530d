namespace SoftCfg.Cli.Benchmarking;

/// <summary>Of a few runs.</summary>
internal static class Statistics
{
    /// <summary>The middle one; of an even number of values, the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    /// <summary>
    /// An interval that holds the median of what values are drawn from, 95 times of a hundred: how many of them lie below it is a matter
    /// of tossing coins. Of a few values it is all of them.
    /// </summary>
    /// <param name="ordered">The values, in order, at least one.</param>
    public static (double Low, double High) MedianInterval(double[] ordered)
    {
        // 1.96 standard deviations of the number of heads, sqrt(n) / 2 each.
        var apart = 0.98 * Math.Sqrt(ordered.Length);
        var first = Math.Max(0, (int)Math.Floor(ordered.Length / 2.0 - apart) - 1);
        return (ordered[first], ordered[ordered.Length - 1 - first]);
    }
}
