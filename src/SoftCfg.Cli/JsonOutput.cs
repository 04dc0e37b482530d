using System.Text.Encodings.Web;
using System.Text.Json;

namespace SoftCfg.Cli;

/// <summary>How every command writes JSON: snake_case, indented.</summary>
internal static class JsonOutput
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        // For people and programs, not for embedding in a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
