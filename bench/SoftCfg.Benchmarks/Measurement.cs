namespace SoftCfg.Benchmarks;

/// <summary>One quantity, a value per round.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">In what unit; empty for a ratio.</param>
internal sealed record Measurement(string Name, string Unit)
{
    /// <summary>A value per round.</summary>
    public List<double> Values { get; } = [];

    public double Median => Timing.Median(Values);

    public double Least => Values.Min();

    public double Most => Values.Max();
}
