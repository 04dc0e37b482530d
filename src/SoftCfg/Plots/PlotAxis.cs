using System.Globalization;

namespace SoftCfg.Plots;

/// <summary>A linear axis: the range it shows, and its ticks at multiples of 1, 2 or 5 times a power of ten.</summary>
internal sealed class PlotAxis
{
    private const int MaximumTicks = 8;

    /// <summary>Ticks are multiples of a step, and rounding must not lose those at the ends.</summary>
    private const double Tolerance = 1e-9;

    private PlotAxis(double low, double high)
    {
        (Low, High) = (low, high);
        var (digit, exponent) = Step();
        var step = digit * Math.Pow(10, exponent);
        var first = (long)Math.Ceiling(low / step - Tolerance);
        Ticks = Enumerable.Range(0, CountTicks(step)).Select(i => Scale((first + i) * digit, exponent)).ToArray();
        var decimals = Math.Max(0, -exponent);
        var largest = Math.Max(Math.Abs(low), Math.Abs(high));
        // Long zeros on either side are hard to count.
        var format = largest >= 1e6 || decimals > 5 ? "0.##########e0;-0.##########e0;0" : $"F{decimals}";
        Labels = Ticks.Select(tick => tick.ToString(format, CultureInfo.InvariantCulture)).ToArray();
    }

    /// <summary>The left or lower end.</summary>
    public double Low { get; }

    /// <summary>The right or upper end.</summary>
    public double High { get; }

    /// <summary>3 to 8 round numbers within the ends, ascending in equal steps.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>The ticks as text, all with the same number of decimals.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>
    /// An axis for values, with a margin of a twentieth on either side. It does not run over zero unless they do.
    /// </summary>
    /// <param name="values">Finite; without any the axis runs from 0 to 1.</param>
    public static PlotAxis Covering(IEnumerable<double> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low > high)
            return new PlotAxis(0, 1);
        var magnitude = Math.Max(Math.Abs(low), Math.Abs(high));
        if (magnitude < 1e-100)
            return new PlotAxis(-1, 1);
        // Values that differ by rounding alone are one value: its ticks would have more digits than a double.
        var margin = high - low > Tolerance * magnitude ? 0.05 * (high - low) : 0.2 * magnitude;
        return new PlotAxis(
            low >= 0 ? Math.Max(0, low - margin) : low - margin,
            high <= 0 ? Math.Min(0, high + margin) : high + margin);
    }

    /// <summary>An axis from one value to another, without a margin unless they are one.</summary>
    /// <param name="low">The lower end; finite.</param>
    /// <param name="high">The upper end, not below it.</param>
    public static PlotAxis Within(double low, double high) =>
        high - low > Tolerance * Math.Max(Math.Abs(low), Math.Abs(high)) ? new PlotAxis(low, high) : Covering([low]);

    /// <summary>Where a value is: 0 at the low end, 1 at the high end.</summary>
    public double Fraction(double value) => (value - Low) / (High - Low);

    /// <summary>The smallest step that makes few enough ticks; a smaller one made 9, so it makes at least 3.</summary>
    private (int Digit, int Exponent) Step()
    {
        for (var exponent = (int)Math.Floor(Math.Log10(High - Low)) - 2; ; exponent++)
        {
            foreach (var digit in (ReadOnlySpan<int>)[1, 2, 5])
            {
                if (CountTicks(digit * Math.Pow(10, exponent)) <= MaximumTicks)
                    return (digit, exponent);
            }
        }
    }

    private int CountTicks(double step) =>
        (int)(Math.Floor(High / step + Tolerance) - Math.Ceiling(Low / step - Tolerance)) + 1;

    /// <summary>number · 10^exponent. Dividing by a power of ten rounds once, multiplying by its inverse twice.</summary>
    private static double Scale(long number, int exponent) =>
        exponent < 0 ? number / Math.Pow(10, -exponent) : number * Math.Pow(10, exponent);
}
