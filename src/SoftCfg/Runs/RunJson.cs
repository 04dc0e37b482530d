using System.Text.Json;
using System.Text.Json.Nodes;
using SoftCfg.Decoding;
using SoftCfg.Files;
using SoftCfg.Guidance;

namespace SoftCfg.Runs;

/// <summary>The JSON files of a run.</summary>
internal static class RunJson
{
    internal static readonly JsonSerializerOptions Options = JsonFile.Options(
        new PlanSettingsConverter<GuidanceOptions>(GuidanceSettings.All, options => options.Own?.Name),
        new PlanSettingsConverter<SamplingOptions>(SamplingSettings.All, _ => null));

    /// <summary>The same in one line, for files of lines.</summary>
    internal static readonly JsonSerializerOptions OneLine = new(Options) { WriteIndented = false };

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    internal static string Text<T>(T value) => JsonSerializer.Serialize(value, Options) + "\n";

    internal static string Line<T>(T value) => JsonSerializer.Serialize(value, OneLine);

    /// <exception cref="RunException">The file is not what was written.</exception>
    internal static T Read<T>(string path, string remedy) => Read(path, remedy,
        content => JsonSerializer.Deserialize<T>(content, Options) ?? throw new JsonException("it says null."));

    /// <exception cref="RunException">The file is not what was written.</exception>
    internal static T Read<T>(string path, string remedy, Func<byte[], T> read) => JsonFile.Read(path, read,
        (problem, isDamaged, e) => new RunException(path, isDamaged ? $"{problem} {remedy}" : problem, e));

    /// <summary>A value from a text that anybody may have written; null where it is none.</summary>
    internal static T? TryParse<T>(string? text) where T : class
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize<T>(text, OneLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The content of a file, to be looked at piece by piece.</summary>
    internal static JsonObject Object(byte[] content) =>
        JsonNode.Parse(content, documentOptions: Strict)?.AsObject() ?? throw new JsonException("it says null.");
}
