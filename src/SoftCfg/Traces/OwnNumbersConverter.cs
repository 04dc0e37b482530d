using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoftCfg.Traces;

/// <summary>What a guidance of one's own reported: lists under names, no more than anybody would look at.</summary>
internal sealed class OwnNumbersConverter : JsonConverter<IReadOnlyDictionary<string, IReadOnlyList<float>>>
{
    private const int MostNames = 64;

    public override IReadOnlyDictionary<string, IReadOnlyList<float>> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new TraceLineException("'own' should be an object with a list under each name.");
        var read = new Dictionary<string, IReadOnlyList<float>>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (read.Count == MostNames)
                throw new TraceLineException($"'own' has more than {MostNames} names.");
            var name = reader.GetString()!;
            reader.Read();
            var numbers = reader.TokenType == JsonTokenType.StartArray
                ? JsonSerializer.Deserialize<float[]>(ref reader, options)!
                : throw new TraceLineException("what is under a name in 'own' should be a list.");
            if (!read.TryAdd(name, numbers))
                throw new TraceLineException("a name in 'own' is there twice.");
        }
        return read;
    }

    public override void Write(
        Utf8JsonWriter writer, IReadOnlyDictionary<string, IReadOnlyList<float>> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, numbers) in value)
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, numbers, options);
        }
        writer.WriteEndObject();
    }
}
