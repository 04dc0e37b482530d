using System.Text.Json;
using System.Text.Json.Nodes;
using SoftCfg.Families;

namespace SoftCfg.Loading.Configuration;

/// <summary>Makes the sizes of a model, under its family's names, of the keys of a configuration.</summary>
internal static class UpstreamSizes
{
    /// <summary>The largest size of anything in a model.</summary>
    private const int LargestSize = 1 << 20;

    /// <summary>Reads them.</summary>
    /// <param name="values">The configuration.</param>
    /// <param name="keys">What becomes what.</param>
    /// <param name="defaults">What stands for keys that are not given; null where every key must be.</param>
    internal static JsonElement Read(ConfigValues values, IReadOnlyList<ConfigurationKey> keys, JsonElement? defaults)
    {
        var sizes = defaults is null ? new JsonObject() : JsonObject.Create(defaults.Value)!;
        foreach (var key in keys)
        {
            if (key.Supported is not null)
                values.Fixed(key.Key, key.Supported);
            var value = Value(values, key);
            if (value is null && defaults is null)
                throw values.NotGiven(key.Key);
            // A key with only one supported value need not be one of the family's own sizes.
            if (value is not null && key.Supported is null)
                sizes[key.Name] = value;
        }
        return JsonSerializer.SerializeToElement(sizes);
    }

    private static JsonNode? Value(ConfigValues values, ConfigurationKey key) => key switch
    {
        { Supported: not null } => values.Text(key.Key),
        { Kind: ConfigurationKind.Size } => values.OptionalWholeNumber(key.Key, 1, LargestSize),
        { Kind: ConfigurationKind.Flag } => values.Flag(key.Key),
        { Kind: ConfigurationKind.Text } => values.Text(key.Key),
        _ => ListOfOne(values, key),
    };

    private static JsonArray? ListOfOne(ConfigValues values, ConfigurationKey key)
    {
        if (values.WholeNumbers(key.Key, 1, LargestSize) is not { } numbers)
            return null;
        return numbers is [var only]
            ? new JsonArray(only)
            : throw new ConfigurationException(values.OriginOf(key.Key)!,
                $"{key.Key} has {numbers.Count} numbers, which means {key.SeveralMean}; only one, as in [16], is supported.");
    }
}
