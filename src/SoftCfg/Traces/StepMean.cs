namespace SoftCfg.Traces;

/// <summary>The mean of a number over images, at one step.</summary>
/// <param name="Mean">The mean of the finite ones; NaN where no image has one.</param>
/// <param name="StandardError">
/// How uncertain the mean is: the standard deviation divided by the square root of the number of images; NaN for fewer
/// than two.
/// </param>
public readonly record struct StepMean(double Mean, double StandardError);
