using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoftCfg.Playground.Api;

/// <summary>How answers are written as JSON.</summary>
internal static class ApiJson
{
    /// <summary>In snake_case, without what is null; numbers that are none (NaN) are refused, not written.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Base64 has plus signs, and names of classes have letters of all sorts; nothing of it becomes HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
