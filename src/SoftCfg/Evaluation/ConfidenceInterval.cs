namespace SoftCfg.Evaluation;

/// <summary>Where a figure would lie had other images been sampled.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
/// <param name="Level">The share of such sets of samples that it speaks of, such as 0.95.</param>
/// <param name="StandardError">The standard deviation of the figure over such sets.</param>
public sealed record ConfidenceInterval(double Lower, double Upper, double Level, double StandardError);
