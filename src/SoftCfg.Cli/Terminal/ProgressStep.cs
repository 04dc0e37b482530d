namespace SoftCfg.Cli.Terminal;

/// <summary>How far work is.</summary>
/// <param name="Text">What is being done, such as "CFG: 12 of 40 images".</param>
/// <param name="Fraction">From 0 to 1.</param>
internal readonly record struct ProgressStep(string Text, double Fraction);
