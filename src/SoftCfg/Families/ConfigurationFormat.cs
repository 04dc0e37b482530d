using System.Text.Json;

namespace SoftCfg.Families;

/// <summary>
/// The configuration files that a family's sampling script takes: how one is known, and what its keys become. Keys that all
/// scripts share, settings among them, are not repeated here.
/// </summary>
internal sealed record ConfigurationFormat
{
    /// <summary>All there are.</summary>
    public static IEnumerable<ConfigurationFormat> All =>
        ModelFamily.All.Select(family => family.Configuration).OfType<ConfigurationFormat>();

    /// <summary>The sizes that every generator has.</summary>
    public static IReadOnlyList<ConfigurationKey> CommonGeneratorKeys { get; } =
    [
        new("hidden_size", "model.generator.hidden_size", ConfigurationKind.Size),
        new("num_hidden_layers", "model.generator.num_hidden_layers", ConfigurationKind.Size),
        new("num_attention_heads", "model.generator.num_attention_heads", ConfigurationKind.Size),
        new("image_seq_len", "model.generator.image_seq_len", ConfigurationKind.Size),
        new("codebook_size", "model.vq_model.codebook_size", ConfigurationKind.Size),
        new("condition_num_classes", "model.generator.condition_num_classes", ConfigurationKind.Size),
    ];

    /// <summary>The family's name.</summary>
    public required string Family { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>The key that only its files have, and those of formats that share its generator.</summary>
    public required string Mark { get; init; }

    /// <summary>Keys of which a file has one besides, where others share the mark; empty (default) where they are told so.</summary>
    public IReadOnlyList<string> FurtherMarks { get; init; } = [];

    /// <summary>The generator that its files configure.</summary>
    public required GeneratorFamily Generator { get; init; }

    /// <summary>What stands before the name of a generator whose sizes are no published one's.</summary>
    public string GeneratorPrefix { get; init; } = "";

    /// <summary>The generator's sizes; all of them must be given.</summary>
    public required IReadOnlyList<ConfigurationKey> GeneratorKeys { get; init; }

    /// <summary>Where the image tokenizer's checkpoint may be named; the first that is given counts.</summary>
    public required IReadOnlyList<string> TokenizerCheckpointKeys { get; init; }

    /// <summary>Where it is when the file does not say; null (default) for nowhere.</summary>
    public string? TokenizerCheckpoint { get; init; }

    /// <summary>The image tokenizer that its files configure; null (default) where its tensors tell all.</summary>
    public TokenizerFamily? Tokenizer { get; init; }

    /// <summary>The tokenizer's settings where a file says nothing of them.</summary>
    public Func<JsonElement> TokenizerDefaults { get; init; } = () => default;

    /// <summary>The tokenizer's settings.</summary>
    public IReadOnlyList<ConfigurationKey> TokenizerKeys { get; init; } = [];

    /// <summary>Keys that are about samples but say nothing that the checkpoints do not.</summary>
    public IReadOnlyList<string> OtherKeys { get; init; } = [];

    /// <summary>Keys that only training looks at.</summary>
    public IReadOnlyList<string> TrainingKeys { get; init; } = [];

    /// <summary>SoftCFG's strength where a file does not give one; null (default) for the generator's own.</summary>
    public double? Strength { get; init; }
}
