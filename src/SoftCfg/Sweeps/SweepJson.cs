using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using SoftCfg.Files;

namespace SoftCfg.Sweeps;

/// <summary>The JSON files of a sweep: snake_case, words as on the command line.</summary>
internal static class SweepJson
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
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
    internal static T Read<T>(string path, string remedy) => Read(path, remedy,
        content => JsonSerializer.Deserialize<T>(content, Options) ?? throw new JsonException("it says null."));

    /// <summary>Reads a file that anything may have happened to since it was written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="remedy">What to do if it is damaged; a sentence.</param>
    /// <param name="read">
    /// Takes what it needs out of the content, all of it: what is wrong with a node of JSON shows only when it is looked at.
    /// </param>
    /// <exception cref="SweepException">The file is not what was written.</exception>
    internal static T Read<T>(string path, string remedy, Func<byte[], T> read)
    {
        var content = ReadAllBytes(path);
        try
        {
            return Utf8.IsValid(content) ? read(content) : throw new JsonException("it is not UTF-8.");
        }
        // Nodes answer an odd type with the second, a key that is there twice or half a surrogate pair with the third.
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new SweepException(path, $"the file is damaged: {e.Message} {remedy}", e);
        }
    }

    private static byte[] ReadAllBytes(string path)
    {
        try
        {
            return RegularFile.ReadAllBytes(path, Largest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(path, $"the file cannot be read: {e.Message}", e);
        }
    }
}
