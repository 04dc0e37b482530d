using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace SoftCfg.Files;

/// <summary>The JSON files of runs and sweeps: snake_case, words as on the command line.</summary>
internal static class JsonFile
{
    /// <summary>Bytes that such a file may have: many times what the largest needs.</summary>
    private const int Largest = 1 << 28;

    /// <summary>How they are written, with more converters.</summary>
    internal static JsonSerializerOptions Options(params JsonConverter[] converters)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
            RespectNullableAnnotations = true,
            AllowDuplicateProperties = false,
            WriteIndented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        foreach (var converter in converters)
            options.Converters.Add(converter);
        return options;
    }

    /// <summary>Writes a text under a temporary name, then renames it.</summary>
    internal static void WriteText(string path, string text)
    {
        using var file = new AtomicFile(path);
        file.Stream.Write(Encoding.UTF8.GetBytes(text));
        file.Commit();
    }

    /// <summary>Reads a file that anything may have happened to since it was written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">
    /// Takes what it needs out of the content, all of it: what is wrong with a node of JSON shows only when it is looked at.
    /// </param>
    /// <param name="refuse">Makes the exception of a problem, a sentence; whether the file is damaged, or cannot be read.</param>
    internal static T Read<T>(string path, Func<byte[], T> read, Func<string, bool, Exception, Exception> refuse)
    {
        byte[] content;
        try
        {
            content = RegularFile.ReadAllBytes(path, Largest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw refuse($"the file cannot be read: {e.Message}", false, e);
        }
        try
        {
            return Utf8.IsValid(content) ? read(content) : throw new JsonException("it is not UTF-8.");
        }
        // Nodes answer an odd type with the second, a key that is there twice or half a surrogate pair with the third.
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw refuse($"the file is damaged: {e.Message}", true, e);
        }
    }
}
