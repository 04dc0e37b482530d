using System.Globalization;
using SoftCfg.Options;

namespace SoftCfg.Loading.Configuration;

/// <summary>Typed values by dotted key; every refusal says where the value was written and what it must be.</summary>
internal sealed class ConfigValues(ConfigTree tree, ConfigOrigin file)
{
    /// <summary>Stands for a value that must be given before it is used.</summary>
    internal const string Missing = "???";

    internal long? OptionalWholeNumber(string key, long least, long most)
    {
        if (Scalar(key) is not { } scalar)
            return null;
        return ScalarTypes.WholeNumber(scalar) is { } value && value >= least && value <= most
            ? value
            : throw Refuse(key, scalar, Invariant($"a whole number from {least} to {most}"));
    }

    internal double? Number(string key, SettingValues<double> values)
    {
        if (Scalar(key) is not { } scalar)
            return null;
        return ScalarTypes.Number(scalar) is { } value && values.Contains(value)
            ? value
            : throw Refuse(key, scalar, values.Expected);
    }

    internal bool? Flag(string key)
    {
        if (Scalar(key) is not { } scalar)
            return null;
        return ScalarTypes.Flag(scalar) ?? throw Refuse(key, scalar, "true or false");
    }

    internal string? Text(string key) => Scalar(key)?.Text;

    /// <summary>A path that something other than the configuration may give: null while it is missing.</summary>
    internal string? Path(string key)
    {
        if (tree.Find(key) is ConfigNode.Scalar { Text: Missing })
            return null;
        return Scalar(key) switch
        {
            null => null,
            { Text: { Length: > 0 } } path when !path.Text.Contains('\0', StringComparison.Ordinal) => path.Text,
            var other => throw Refuse(key, other, "a path"),
        };
    }

    internal IReadOnlyList<long>? WholeNumbers(string key, long least, long most)
    {
        if (tree.Find(key) is null or ConfigNode.Scalar { IsNull: true })
            return null;
        var list = tree.Find(key) as ConfigNode.Sequence ?? throw Refuse(key, Scalar(key)!, "a list, such as [16]");
        return list.Items.Select(item => tree.Resolve(item) is ConfigNode.Scalar scalar &&
            ScalarTypes.WholeNumber(scalar) is { } value && value >= least && value <= most
                ? value
                : throw new ConfigurationException(item.Origin,
                    Invariant($"{key} must be a list of whole numbers from {least} to {most}."))).ToArray();
    }

    /// <summary>Refuses any value but those that are supported; absent is supported.</summary>
    internal void Fixed(string key, params string[] supported)
    {
        if (Scalar(key) is not { } scalar)
            return;
        if (!supported.Contains(scalar.Text, StringComparer.OrdinalIgnoreCase))
        {
            throw new ConfigurationException(scalar.Origin,
                $"{key} is '{scalar.Text}', which is not supported; it must be {string.Join(" or ", supported)}.");
        }
    }

    /// <summary>Refuses a single value or a list where a section belongs.</summary>
    internal void EnsureSection(string key)
    {
        if (tree.Find(key) is { } node and not (ConfigNode.Mapping or ConfigNode.Scalar { IsNull: true }))
            throw new ConfigurationException(node.Origin, $"{key} is a section; expected keys below it.");
    }

    internal bool Has(string key) => tree.Find(key) is not null;

    internal ConfigOrigin? OriginOf(string key) => tree.Find(key)?.Origin;

    /// <summary>What to say when a value is used that nobody gave.</summary>
    internal ConfigurationException NotGiven(string key) => new(OriginOf(key) ?? file, tree.Find(key) switch
    {
        ConfigNode.Scalar { Text: Missing } => $"{key} is '{Missing}', a value to be given: add {key}=VALUE to the command line.",
        null => $"{key} is missing: write it into the file, or add {key}=VALUE to the command line.",
        _ => $"{key} is null, but it is needed: add {key}=VALUE to the command line.",
    });

    private ConfigNode.Scalar? Scalar(string key) => tree.Find(key) switch
    {
        null or ConfigNode.Scalar { IsNull: true } => null,
        ConfigNode.Scalar { Text: Missing } => throw NotGiven(key),
        ConfigNode.Scalar scalar => scalar,
        var other => throw new ConfigurationException(other.Origin,
            $"{key} is {(other is ConfigNode.Sequence ? "a list" : "a section")}; expected a single value."),
    };

    private static ConfigurationException Refuse(string key, ConfigNode.Scalar scalar, string expected)
    {
        var hint = scalar.IsPlain || expected == "a path" ? "" : " It is a text here; leave the quotes out.";
        return new(scalar.Origin, $"{key} is '{scalar.Text}'; it must be {expected}.{hint}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
