namespace SoftCfg.Plots;

/// <summary>One grid of a <see cref="HeatPlot"/>.</summary>
/// <param name="Name">What stands above it; empty for nothing.</param>
/// <param name="Values">[rows, columns]; NaN is "no value" and stays blank.</param>
internal sealed record HeatPanel(string Name, float[,] Values);
