using System.Text.Json;
using SoftCfg.Files;

namespace SoftCfg.Text.Reading;

/// <summary>A value in a JSON file with the way to it, so that whoever refuses it can say where it stands.</summary>
/// <param name="File">The file.</param>
/// <param name="Key">The keys that lead to it, as <c>model.vocab</c>; empty for the whole.</param>
/// <param name="Value">The value.</param>
internal readonly record struct JsonField(TokenizerFile File, string Key, JsonElement Value)
{
    /// <summary>The value of a key, null where it is missing or null.</summary>
    internal JsonField? Find(string name) =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonField(File, Key.Length == 0 ? name : $"{Key}.{name}", value) : null;

    /// <summary>The value of a key that has to be there.</summary>
    internal JsonField Get(string name) => Find(name) ?? throw (Key.Length == 0
        ? File.Error($"the key '{name}' is missing.") : Error($"has no '{name}'."));

    internal string Text() => Value.ValueKind == JsonValueKind.String ? Value.GetString()! : throw Expected("a text");

    internal bool Switch() => Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Expected("true or false"),
    };

    /// <summary>A token's id.</summary>
    internal int Id() => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out var id) && id >= 0
        ? id : throw Expected("an id, a whole number from 0 to 2147483647");

    internal IEnumerable<JsonField> Items()
    {
        if (Value.ValueKind != JsonValueKind.Array)
            throw Expected("a list");
        var (file, key) = (File, Key);
        return Value.EnumerateArray().Select((item, index) => new JsonField(file, $"{key}[{index}]", item));
    }

    internal IEnumerable<(string Name, JsonField Field)> Properties()
    {
        if (Value.ValueKind != JsonValueKind.Object)
            throw Expected("an object");
        var (file, key) = (File, Key);
        return Value.EnumerateObject().Select(property =>
            (property.Name, new JsonField(file, $"{key}['{property.Name}']", property.Value)));
    }

    /// <summary>Whether the value of a key is true; false where it is missing.</summary>
    internal bool IsOn(string name) => Find(name)?.Switch() ?? false;

    internal TextTokenizerException Error(string problem) => File.Error(Key.Length == 0 ? problem : $"{ForeignText.Show(Key)} {problem}");

    private TextTokenizerException Expected(string what) =>
        Error($"is {ForeignText.Show(Value.GetRawText())}; expected {what}.");
}
