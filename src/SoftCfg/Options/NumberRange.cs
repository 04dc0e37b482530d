namespace SoftCfg.Options;

/// <summary>The numbers that a setting may have.</summary>
/// <param name="Least">The least of them.</param>
/// <param name="Most">The largest.</param>
/// <param name="IsWhole">Whether they are whole.</param>
public sealed record NumberRange(double Least, double Most, bool IsWhole);
