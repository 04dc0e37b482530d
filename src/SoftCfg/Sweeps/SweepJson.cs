using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SoftCfg.Files;

namespace SoftCfg.Sweeps;

/// <summary>The JSON files of a sweep: snake_case, words as on the command line.</summary>
internal static class SweepJson
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        RespectNullableAnnotations = true,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Bytes that a file of a sweep may have: many times what the largest grid needs.</summary>
    private const int Largest = 1 << 28;

    internal static void Write<T>(string path, T value) => WriteText(path, JsonSerializer.Serialize(value, Options) + "\n");

    internal static void WriteText(string path, string text)
    {
        using var file = new AtomicFile(path);
        file.Stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Commit();
    }

    /// <param name="path">The file.</param>
    /// <param name="remedy">What to do if it is damaged; a sentence.</param>
    /// <exception cref="SweepException">The file is not what was written.</exception>
    internal static T Read<T>(string path, string remedy)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(RegularFile.ReadAllBytes(path, Largest), Options) ?? throw new JsonException("it says null.");
        }
        catch (JsonException e)
        {
            throw new SweepException(path, $"the file is damaged: {e.Message} {remedy}", e);
        }
    }
}
