using System.Globalization;

namespace SoftCfg;

/// <summary>Checks option values and says in one line which option is wrong and what it may be.</summary>
internal static class OptionChecks
{
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

    /// <summary>Refuses a number that names no member of the enumeration.</summary>
    public static void Defined<TEnum>(string option, TEnum value) where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw Refuse(option, value.ToString(), $"it must be one of {string.Join(", ", Enum.GetNames<TEnum>())}");
    }

    // Without the parameter name of ArgumentOutOfRangeException, which would break the message into several lines.
    private static ArgumentOutOfRangeException Refuse(string option, string value, string expected) =>
        new($"{option} is {value}; {expected}.", innerException: null);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
