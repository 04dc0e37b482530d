namespace SoftCfg.Cli.Benchmarking;

/// <summary>A cell that two runs have.</summary>
/// <param name="Cell">What it is.</param>
/// <param name="A">Image tokens a second in the first run.</param>
/// <param name="B">Image tokens a second in the second.</param>
/// <param name="Ratio">B over A.</param>
internal sealed record ComparedCell(string Cell, double A, double B, double Ratio);
