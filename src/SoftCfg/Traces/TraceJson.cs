using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Options;

namespace SoftCfg.Traces;

/// <summary>How the lines of a trace file are written and read: snake_case, words as on the command line.</summary>
internal static class TraceJson
{
    internal static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters =
        {
            new KindConverter(), new FloatConverter(),
            new SettingsConverter<GuidanceOptions>(GuidanceSettings.All, setting => setting.Key),
            new SettingsConverter<SamplingOptions>(SamplingSettings.All, setting => setting.Key),
        },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowDuplicateProperties = false,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private sealed class KindConverter : JsonConverter<GuidanceKind>
    {
        public override GuidanceKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            GuidanceSettings.Kind.Values.Read(ref reader)
            ?? throw new TraceLineException($"'guidance' should be {GuidanceSettings.Kind.Expected}.");

        public override void Write(Utf8JsonWriter writer, GuidanceKind value, JsonSerializerOptions options) =>
            writer.WriteStringValue(GuidanceNames.Of(value));
    }

    /// <summary>A number that is not finite is null.</summary>
    private sealed class FloatConverter : JsonConverter<float>
    {
        public override bool HandleNull => true;

        public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType switch
            {
                JsonTokenType.Null => float.NaN,
                JsonTokenType.Number when reader.TryGetSingle(out var value) && float.IsFinite(value) => value,
                _ => throw new TraceLineException($"a number should fit a float or be null, but byte {reader.TokenStartIndex} begins neither."),
            };

        public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
        {
            if (float.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }
}
