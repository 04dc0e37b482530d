using System.Text.Json;
using SoftCfg.Families;

namespace SoftCfg.Loading.Configuration;

/// <summary>The generator of a configuration: its sizes and where its weights are.</summary>
public sealed record UpstreamGenerator
{
    /// <summary>The key of <see cref="Checkpoint"/>.</summary>
    public const string CheckpointKey = "experiment.generator_checkpoint";

    /// <summary>The weights, as written: relative paths start in the current directory. Null if not given.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Its family, as in model.json.</summary>
    public required string Family { get; init; }

    /// <summary>Its sizes, under the family's own names, such as <c>hidden_size</c>.</summary>
    public required JsonElement Config { get; init; }

    internal static UpstreamGenerator Read(ConfigValues values, ConfigurationFormat format) => new()
    {
        Checkpoint = values.Path(CheckpointKey),
        Family = format.Generator.Name,
        Config = UpstreamSizes.Read(values, format.GeneratorKeys, defaults: null),
    };
}
