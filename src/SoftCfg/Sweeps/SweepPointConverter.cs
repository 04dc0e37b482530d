using System.Text.Json;
using System.Text.Json.Serialization;
using SoftCfg.Decoding;
using SoftCfg.Guidance;

namespace SoftCfg.Sweeps;

/// <summary>A point as one object with a property for each setting: null where nothing looks at it.</summary>
internal sealed class SweepPointConverter : JsonConverter<SweepPoint>
{
    public override SweepPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a point is an object with a property for each setting.");
        var (guidance, sampling) = (new GuidanceOptions(), new SamplingOptions());
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (!GuidanceSettings.All.TryReadProperty(ref reader, name, ref guidance)
                && !SamplingSettings.All.TryReadProperty(ref reader, name, ref sampling))
            {
                throw new JsonException($"a point has the property '{name}', which is no setting.");
            }
        }
        return new SweepPoint(guidance, sampling);
    }

    public override void Write(Utf8JsonWriter writer, SweepPoint value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        GuidanceSettings.All.WriteProperties(writer, value.Guidance);
        SamplingSettings.All.WriteProperties(writer, value.Sampling);
        writer.WriteEndObject();
    }
}
