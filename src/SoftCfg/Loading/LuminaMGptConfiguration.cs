using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.Files;
using SoftCfg.Models.LuminaMGpt;

namespace SoftCfg.Loading;

/// <summary>Reads the <c>config.json</c> of a Lumina-mGPT 2.0 folder: sizes, and which tokens are never predicted.</summary>
internal static class LuminaMGptConfiguration
{
    // The vocabulary of a published one is in it: some megabytes.
    private const int LargestFile = 1 << 26;

    // Chameleon's own image tokens, which Lumina does not use.
    private const string MaskedPrefix = "IMGIMG";

    private const string MarkedType = "chameleon";

    /// <summary>Reads it.</summary>
    /// <exception cref="CheckpointException">It cannot be read, is of another kind of model, or its sizes make none.</exception>
    public static LuminaMGptConfig Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(RegularFile.ReadAllBytes(path, LargestFile));
            var root = json.RootElement;
            RefuseStrangers(root);
            var config = root.Deserialize<LuminaMGptConfig>() ?? throw new JsonException("the file says null.");
            config = config with { MaskedTokens = Masked(root).ToList() };
            config.Validate();
            return config;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or UnauthorizedAccessException
            or FormatException or (IOException and not CheckpointException))
        {
            throw new CheckpointException(path, $"the configuration cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Whether a file says that it is one.</summary>
    public static bool IsOne(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(RegularFile.ReadAllBytes(path, LargestFile));
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("model_type", out var type) &&
                type.ValueKind == JsonValueKind.String && type.GetString()!.Contains(MarkedType, StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void RefuseStrangers(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException("it is no object.");
        if (root.TryGetProperty("model_type", out var type) && type.ValueKind == JsonValueKind.String &&
            type.GetString() is { } name && !name.Contains(MarkedType, StringComparison.OrdinalIgnoreCase))
        {
            throw new JsonException($"model_type is '{ForeignText.Show(name)}', a model of another kind; Lumina-mGPT 2.0 has 'chameleon'.");
        }
        if (root.TryGetProperty("rope_scaling", out var scaling) && scaling.ValueKind != JsonValueKind.Null)
            throw new JsonException("rope_scaling is set; only rotations as they are trained (null) are supported.");
        foreach (var needed in new[] { "vocab_size", "hidden_size", "num_hidden_layers" })
        {
            if (!root.TryGetProperty(needed, out _))
                throw new JsonException($"it has no {needed}. Is it the config.json of Lumina-mGPT 2.0?");
        }
    }

    private static IEnumerable<int> Masked(JsonElement root)
    {
        if (!root.TryGetProperty("vocabulary_map", out var map) || map.ValueKind != JsonValueKind.Object)
            return [];
        return map.EnumerateObject().Where(token => token.Name.StartsWith(MaskedPrefix, StringComparison.Ordinal))
            .Select(token => token.Value.GetInt32());
    }
}
