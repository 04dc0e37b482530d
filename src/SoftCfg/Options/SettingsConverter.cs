using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoftCfg.Options;

/// <summary>
/// Options as a JSON object with a property for each setting. Whoever reads one is told of the first that is unknown, twice
/// there or out of range; what is left out has its default.
/// </summary>
/// <param name="table">The settings.</param>
/// <param name="nameOf">The name of a setting's property.</param>
internal sealed class SettingsConverter<TOptions>(SettingTable<TOptions> table, Func<Setting<TOptions>, string> nameOf)
    : JsonConverter<TOptions> where TOptions : class, new()
{
    /// <summary>With the names of the options' own properties, in snake_case: those of model.json.</summary>
    public SettingsConverter(SettingTable<TOptions> table)
        : this(table, setting => JsonNamingPolicy.SnakeCaseLower.ConvertName(setting.Name))
    {
    }

    public override TOptions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new SettingException("settings are an object with a property for each.");
        var read = new TOptions();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var setting = table.FirstOrDefault(setting => nameOf(setting) == name) ?? throw new SettingException(
                $"'{Shortened(name)}' is no setting{Suggestion.For(Shortened(name), table.Select(nameOf))}");
            if (!seen.Add(name))
                throw new SettingException($"'{name}' is there twice.");
            reader.Read();
            read = setting.Read(ref reader, read);
        }
        return read;
    }

    public override void Write(Utf8JsonWriter writer, TOptions value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var setting in table)
        {
            writer.WritePropertyName(nameOf(setting));
            setting.Write(writer, value);
        }
        writer.WriteEndObject();
    }

    private static string Shortened(string name) => name.Length <= 40 ? name : $"{name[..40]}...";
}
