using System.Text.Encodings.Web;
using System.Text.Json;

namespace SoftCfg.Cli.Terminal;

/// <summary>How every command writes JSON: snake_case, indented.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        // For people and programs, not for embedding in a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a value, and ends the line.</summary>
    public static void Write<T>(VisibleWriter writer, T value) => writer.WriteJson(JsonSerializer.Serialize(value, Options));
}
