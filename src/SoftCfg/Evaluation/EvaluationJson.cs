using System.Text.Encodings.Web;
using System.Text.Json;

namespace SoftCfg.Evaluation;

/// <summary>Figures as JSON: the properties of <see cref="EvaluationResult"/> in snake_case, null where there is none.</summary>
public static class EvaluationJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes figures.</summary>
    /// <param name="result">The figures.</param>
    /// <returns>An indented JSON object, without a line break behind it.</returns>
    public static string Write(EvaluationResult result) => JsonSerializer.Serialize(result, Options);
}
