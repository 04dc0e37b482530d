using System.Text.Json;
using SoftCfg.Files;
using SoftCfg.Options;

namespace SoftCfg.Text.Prompts;

/// <summary>Reads one line of JSON Lines.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="line">The line's number, from 1.</param>
internal sealed class PromptLineReader(string path, int line)
{
    private const string Prompt = "prompt";

    // Images of a prompt count on from it.
    private const long LargestIndex = long.MaxValue / 2;

    private static readonly string[] Keys = [Prompt, "width", "height", "task", "picture", "seed", "index", "allow_special"];

    private readonly Dictionary<string, JsonElement> fields = new(StringComparer.Ordinal);

    /// <summary>Reads it.</summary>
    /// <exception cref="PromptFileException">It is no prompt with settings.</exception>
    public PromptLine Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            Collect(json.RootElement);
            return new PromptLine(Text(Prompt) ?? throw Wrong($"there is no '{Prompt}'."), line)
            {
                Width = Pixels("width"),
                Height = Pixels("height"),
                Task = Text("task"),
                Picture = Text("picture"),
                Seed = Seed("seed"),
                Index = Number("index"),
                AllowSpecial = Switch("allow_special"),
            };
        }
        // The second: half a character, such as \ud800.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Wrong("this is no JSON object; the first line is one, so all have to be.", e);
        }
    }

    private void Collect(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Wrong($"expected an object, such as {{\"{Prompt}\": \"a red fox\"}}.");
        foreach (var field in json.EnumerateObject())
        {
            if (!Keys.Contains(field.Name))
            {
                throw Wrong($"'{ForeignText.Show(field.Name)}' is no setting of a prompt{Suggestion.For(field.Name, Keys)} There are " +
                    $"{string.Join(", ", Keys)}.");
            }
            if (!fields.TryAdd(field.Name, field.Value))
                throw Wrong($"'{field.Name}' is there twice.");
        }
    }

    private string? Text(string key) =>
        !fields.TryGetValue(key, out var found) ? null
        : found.ValueKind == JsonValueKind.String && found.GetString() is { Length: > 0 } text && !text.Contains('\0', StringComparison.Ordinal) ? text
        : throw Unexpected(key, "a text that is not empty and holds no NUL character");

    private int? Pixels(string key) =>
        !fields.TryGetValue(key, out var found) ? null
        : found.ValueKind == JsonValueKind.Number && found.TryGetInt32(out var pixels) ? pixels
        : throw Unexpected(key, "a whole number of pixels");

    private ulong? Seed(string key) =>
        !fields.TryGetValue(key, out var found) ? null
        : found.ValueKind == JsonValueKind.Number && found.TryGetUInt64(out var seed) ? seed
        : throw Unexpected(key, $"a whole number from 0 to {ulong.MaxValue}");

    private long? Number(string key) =>
        !fields.TryGetValue(key, out var found) ? null
        : found.ValueKind == JsonValueKind.Number && found.TryGetInt64(out var number) && number is >= 0 and <= LargestIndex ? number
        : throw Unexpected(key, $"a whole number from 0 to {LargestIndex}");

    private bool? Switch(string key) =>
        !fields.TryGetValue(key, out var found) ? null
        : found.ValueKind is JsonValueKind.True or JsonValueKind.False ? found.GetBoolean()
        : throw Unexpected(key, "true or false");

    private PromptFileException Unexpected(string key, string expected) => Wrong($"'{key}' should be {expected}.");

    private PromptFileException Wrong(string problem, Exception? inner = null) => new(path, problem, line, inner);
}
