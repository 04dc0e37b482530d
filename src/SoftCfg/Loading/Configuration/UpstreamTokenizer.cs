using System.Text.Json;
using SoftCfg.Families;

namespace SoftCfg.Loading.Configuration;

/// <summary>The image tokenizer of a configuration: its settings, where it has any, and where its weights are.</summary>
public sealed record UpstreamTokenizer
{
    /// <summary>The key of <see cref="Checkpoint"/> in this family.</summary>
    public required string CheckpointKey { get; init; }

    /// <summary>The weights, as written: relative paths start in the current directory. Null if not given.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Its family, as in model.json; null where its tensors tell what it is.</summary>
    public string? Family { get; init; }

    /// <summary>Its settings, under the family's own names; null where its tensors tell them.</summary>
    public JsonElement? Config { get; init; }

    internal static UpstreamTokenizer Read(ConfigValues values, ConfigurationFormat format) => new()
    {
        CheckpointKey = format.TokenizerCheckpointKeys[0],
        Checkpoint = format.TokenizerCheckpointKeys.Select(values.Path).FirstOrDefault(path => path is not null)
            ?? format.TokenizerCheckpoint,
        Family = format.Tokenizer?.Name,
        Config = format.Tokenizer is null
            ? null
            : UpstreamSizes.Read(values, format.TokenizerKeys, format.TokenizerDefaults()),
    };
}
