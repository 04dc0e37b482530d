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
}
