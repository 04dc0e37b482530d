using System.Text.Json;
using System.Text.Json.Serialization;
using SoftCfg.Options;

namespace SoftCfg.Runs;

/// <summary>Settings as an object with a property for each: null where nothing looks at it.</summary>
/// <param name="table">The settings.</param>
/// <param name="own">The name of what stands in the place of the settings; null where they count.</param>
internal sealed class PlanSettingsConverter<TOptions>(SettingTable<TOptions> table, Func<TOptions, string?> own)
    : JsonConverter<TOptions> where TOptions : class, new()
{
    public override TOptions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("settings are an object with a property for each.");
        var read = new TOptions();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (!table.TryReadProperty(ref reader, name, ref read))
                throw new JsonException($"'{name}' is no setting of this version.");
        }
        return read;
    }

    public override void Write(Utf8JsonWriter writer, TOptions value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (own(value) is { } name)
            writer.WriteString("own", name);
        else
            table.WriteProperties(writer, value);
        writer.WriteEndObject();
    }
}
