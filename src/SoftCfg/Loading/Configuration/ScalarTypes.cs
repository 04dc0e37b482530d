using System.Globalization;
using System.Text.RegularExpressions;

namespace SoftCfg.Loading.Configuration;

/// <summary>
/// Types of unquoted values as OmegaConf's YAML loader tells them: YAML 1.1, with <c>1_000</c>, and <c>1e-4</c> a number.
/// </summary>
internal static partial class ScalarTypes
{
    internal static bool? Flag(ConfigNode.Scalar scalar) => !scalar.IsPlain ? null : scalar.Text switch
    {
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => true,
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    internal static long? WholeNumber(ConfigNode.Scalar scalar) =>
        scalar.IsPlain && Whole().IsMatch(scalar.Text) &&
        long.TryParse(Digits(scalar), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    internal static double? Number(ConfigNode.Scalar scalar) =>
        scalar.IsPlain && (Whole().IsMatch(scalar.Text) || Decimal().IsMatch(scalar.Text)) &&
        double.TryParse(Digits(scalar), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static string Digits(ConfigNode.Scalar scalar) => scalar.Text.Replace("_", "", StringComparison.Ordinal);

    // A leading zero would mean octal in YAML 1.1; nobody means that in a configuration.
    [GeneratedRegex(@"^[-+]?(0|[1-9][0-9_]*)\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[-+]?([0-9][0-9_]*(\.[0-9_]*)?|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex Decimal();
}
