using System.Text.Json;
using SoftCfg.Files;

namespace SoftCfg.Text.Reading;

/// <summary>A value in a JSON file with the way to it, so that whoever refuses it can say where it stands.</summary>
/// <param name="File">The file.</param>
/// <param name="Parent">The keys that lead to what holds it; empty where that is the whole file.</param>
/// <param name="Name">Its own key or, in a list, its number; null for the whole file.</param>
/// <param name="Value">The value.</param>
internal readonly record struct JsonField(TokenizerFile File, string Parent, object? Name, JsonElement Value)
{
    /// <summary>
    /// The keys that lead to it, as <c>model.merges[5]</c>. Spelled only when it is asked for: vocabularies have 100,000 entries.
    /// </summary>
    private string Key => Name switch
    {
        null => "",
        string name when IsPlain(name) => Parent.Length == 0 ? name : $"{Parent}.{name}",
        string name => $"{Parent}['{name}']",
        _ => $"{Parent}[{Name}]",
    };

    /// <summary>The value of a key, null where it is missing or null.</summary>
    internal JsonField? Find(string name) =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonField(File, Key, name, value) : null;

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
        return Value.EnumerateArray().Select((item, index) => new JsonField(file, key, index, item));
    }

    internal IEnumerable<(string Name, JsonField Field)> Properties()
    {
        if (Value.ValueKind != JsonValueKind.Object)
            throw Expected("an object");
        var (file, key) = (File, Key);
        return Value.EnumerateObject().Select(property =>
            (property.Name, new JsonField(file, key, property.Name, property.Value)));
    }

    /// <summary>Whether the value of a key is true; false where it is missing.</summary>
    internal bool IsOn(string name) => Find(name)?.Switch() ?? false;

    internal TextTokenizerException Error(string problem) => File.Error(Key.Length == 0 ? problem : $"{ForeignText.Show(Key)} {problem}");

    private static bool IsPlain(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) &&
        name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');

    private TextTokenizerException Expected(string what) =>
        Error($"is {ForeignText.Show(Value.GetRawText())}; expected {what}.");
}
