namespace SoftCfg.Runs;

/// <summary>How a number of the images is spread at one step; NaN where no image has a finite one.</summary>
/// <param name="Mean">The mean over the images.</param>
/// <param name="Low">Their 10 % quantile.</param>
/// <param name="High">Their 90 % quantile.</param>
public readonly record struct StepSpread(double Mean, double Low, double High)
{
    /// <summary>The spread of numbers; those that are not finite are left out.</summary>
    /// <param name="numbers">One of each image; put into order.</param>
    internal static StepSpread Of(IEnumerable<float> numbers)
    {
        var finite = numbers.Where(float.IsFinite).Order().ToArray();
        return finite.Length == 0
            ? new StepSpread(double.NaN, double.NaN, double.NaN)
            : new StepSpread(finite.Average(n => (double)n), Quantile(finite, 0.1), Quantile(finite, 0.9));
    }

    /// <summary>Straight lines between the order statistics, as most statistics packages do.</summary>
    private static double Quantile(float[] ascending, double share)
    {
        var place = share * (ascending.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, ascending.Length - 1);
        return double.Lerp(ascending[below], ascending[above], place - below);
    }
}
