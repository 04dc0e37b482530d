using System.Globalization;

namespace SoftCfg.Options;

/// <summary>Checks option values and says in one line which option is wrong and what it may be.</summary>
internal static class OptionChecks
{
    // No model comes near it; sizes beyond it overflow products.
    private const int LargestSize = 1 << 20;

    /// <summary>Refuses sizes of a model that nothing can have.</summary>
    public static void Sizes(params ReadOnlySpan<(string Name, int Value)> sizes)
    {
        foreach (var (name, value) in sizes)
            Size(name, value, LargestSize);
    }

    /// <summary>Refuses a size outside [1, <paramref name="largest"/>].</summary>
    public static void Size(string name, int value, int largest)
    {
        if (value < 1 || value > largest)
            throw new ArgumentException($"{name} is {Text(value)}; it must lie between 1 and {Text(largest)}.");
    }

    /// <summary>Refuses a value outside [<paramref name="least"/>, <paramref name="most"/>], and NaN.</summary>
    public static void Range(string option, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            throw Refuse(option, Text(value), $"it must be from {Text(least)} to {Text(most)}");
    }

    /// <summary>Refuses a value below <paramref name="least"/>, infinity and NaN.</summary>
    public static void AtLeast(string option, double value, double least)
    {
        if (!double.IsFinite(value))
            throw Refuse(option, Text(value), $"it must be a finite number of at least {Text(least)}");
        if (value < least)
            throw Refuse(option, Text(value), $"it must be at least {Text(least)}");
    }

    // Without the parameter name of ArgumentOutOfRangeException, which would break the message into several lines.
    private static ArgumentOutOfRangeException Refuse(string option, string value, string expected) =>
        new($"{option} is {value}; {expected}.", innerException: null);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
