using SoftCfg.Imaging;

namespace SoftCfg.Cli.Terminal;

/// <summary>How far work is.</summary>
/// <param name="Text">What is being done, such as "CFG: 12 of 40 images".</param>
/// <param name="Fraction">From 0 to 1.</param>
/// <param name="Images">Images to show above, of one size; null shows those of the step before.</param>
internal readonly record struct ProgressStep(string Text, double Fraction, IReadOnlyList<RgbImage>? Images = null);
