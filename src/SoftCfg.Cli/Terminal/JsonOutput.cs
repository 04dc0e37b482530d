using System.Text.Encodings.Web;
using System.Text.Json;

namespace SoftCfg.Cli.Terminal;

/// <summary>How every command writes JSON: snake_case, indented but where it is one line among others.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        // For people and programs, not for embedding in a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The same in one line, and as strict as a file of one's own can be read.</summary>
    public static JsonSerializerOptions OneLine { get; } = new(Options) { WriteIndented = false, RespectNullableAnnotations = true };

    /// <summary>A value in one line.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, OneLine);

    /// <summary>Writes a value, and ends the line.</summary>
    public static void Write<T>(VisibleWriter writer, T value) => writer.WriteJson(JsonSerializer.Serialize(value, Options));
}
