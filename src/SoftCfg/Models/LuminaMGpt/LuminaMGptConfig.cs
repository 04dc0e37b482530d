using System.Text.Json.Serialization;
using SoftCfg.Options;

namespace SoftCfg.Models.LuminaMGpt;

/// <summary>
/// Sizes of a Lumina-mGPT 2.0 model, under the names of the <c>config.json</c> that lies beside its weights. Defaults are those of
/// the reference's class (configuration_chameleon.py).
/// </summary>
public sealed record LuminaMGptConfig : IGeneratorConfig
{
    /// <summary>Epsilon of the norms of queries and keys, whatever <see cref="NormEpsilon"/> is.</summary>
    internal const double HeadNormEpsilon = 1e-5;

    private const int LargestHead = 1024;

    /// <summary>Tokens of the vocabulary: text, image codes and what separates them.</summary>
    [JsonPropertyName("vocab_size")]
    public int VocabularySize { get; init; } = 65536;

    /// <summary>Channels of the stream.</summary>
    [JsonPropertyName("hidden_size")]
    public int HiddenSize { get; init; } = 4096;

    /// <summary>Channels inside the feed-forward layers.</summary>
    [JsonPropertyName("intermediate_size")]
    public int IntermediateSize { get; init; } = 11008;

    /// <summary>Transformer blocks.</summary>
    [JsonPropertyName("num_hidden_layers")]
    public int Layers { get; init; } = 32;

    /// <summary>Heads of queries; they divide <see cref="HiddenSize"/>.</summary>
    [JsonPropertyName("num_attention_heads")]
    public int Heads { get; init; } = 32;

    /// <summary>Heads of keys and values; they divide <see cref="Heads"/>. Absent: as many.</summary>
    [JsonPropertyName("num_key_value_heads")]
    public int? KeyValueHeads { get; init; }

    /// <summary>Epsilon of the norms of the stream.</summary>
    [JsonPropertyName("rms_norm_eps")]
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>The base of the rotations' wavelengths.</summary>
    [JsonPropertyName("rope_theta")]
    public double RotationBase { get; init; } = 10_000;

    /// <summary>Rows of weights in the norms of queries and keys; they divide both numbers of heads.</summary>
    [JsonPropertyName("model_parallel_size")]
    public int Shards { get; init; } = 1;

    /// <summary>Whether the projections of attention have biases.</summary>
    [JsonPropertyName("attention_bias")]
    public bool AttentionBias { get; init; }

    /// <summary>Whether the projections of the feed-forward layers have biases.</summary>
    [JsonPropertyName("mlp_bias")]
    public bool FeedForwardBias { get; init; }

    /// <summary>Whether the tokens of <see cref="MaskedTokens"/> are never predicted.</summary>
    [JsonPropertyName("mask_image_logits")]
    public bool MasksTokens { get; init; }

    /// <summary>Whether norms stand behind their layers. Not supported: no published model has it.</summary>
    [JsonPropertyName("swin_norm")]
    public bool NormsBehind { get; init; }

    /// <summary>Whether the head is the table of embeddings. Not supported: no published model has it.</summary>
    [JsonPropertyName("tie_word_embeddings")]
    public bool TiesEmbeddings { get; init; }

    /// <summary>What the feed-forward layers are gated by; only <c>silu</c> is supported.</summary>
    [JsonPropertyName("hidden_act")]
    public string Activation { get; init; } = "silu";

    /// <summary>The ids whose logits are masked: those whose name in the vocabulary begins with IMGIMG.</summary>
    [JsonPropertyName("masked_tokens")]
    public IReadOnlyList<int> MaskedTokens { get; init; } = [];

    /// <summary>Heads of keys and values.</summary>
    [JsonIgnore]
    public int SharedHeads => KeyValueHeads ?? Heads;

    /// <summary>Channels of a head.</summary>
    [JsonIgnore]
    public int HeadSize => HiddenSize / Heads;

    /// <summary>Tokens of an image of 768 x 768 pixels, line ends and the end among them; others have more or fewer.</summary>
    int IGeneratorConfig.SequenceLength => LuminaMGptModel.UsualLength;

    int IGeneratorConfig.CodebookSize => VocabularySize;

    int IGeneratorConfig.ClassCount => 0;

    /// <summary>Checks that the sizes make a model.</summary>
    /// <exception cref="ArgumentException">A size is out of range, or a feature is not supported; the message names it.</exception>
    public void Validate()
    {
        (string Name, int Value)[] sizes =
        [
            ("vocab_size", VocabularySize), ("hidden_size", HiddenSize), ("intermediate_size", IntermediateSize),
            ("num_hidden_layers", Layers), ("num_attention_heads", Heads), ("num_key_value_heads", SharedHeads),
            ("model_parallel_size", Shards),
        ];
        OptionChecks.Sizes(sizes);
        if (HiddenSize % Heads != 0 || HeadSize % 2 != 0)
        {
            throw new ArgumentException($"num_attention_heads is {Heads}, which does not divide hidden_size {HiddenSize} into heads of an " +
                "even number of channels.");
        }
        OptionChecks.Size("hidden_size / num_attention_heads", HeadSize, LargestHead);
        if (Heads % SharedHeads != 0)
            throw new ArgumentException($"num_key_value_heads is {SharedHeads}, which does not divide num_attention_heads {Heads}.");
        if (SharedHeads % Shards != 0)
            throw new ArgumentException($"model_parallel_size is {Shards}, which does not divide num_key_value_heads {SharedHeads}.");
        OptionChecks.Range("rms_norm_eps", NormEpsilon, 1e-12, 1);
        OptionChecks.Range("rope_theta", RotationBase, 1, 1e12);
        if (NormsBehind || TiesEmbeddings || Activation != "silu")
        {
            var feature = NormsBehind ? "swin_norm true" : TiesEmbeddings ? "tie_word_embeddings true" : $"hidden_act {Activation}";
            throw new ArgumentException($"{feature} is not supported: no published Lumina-mGPT 2.0 has it.");
        }
        if (MaskedTokens.FirstOrDefault(id => id < 0 || id >= VocabularySize, -1) is var outside and >= 0)
            throw new ArgumentException($"token {outside} is to be masked, but vocab_size is {VocabularySize}.");
    }

    /// <summary>Equal sizes and equal masked tokens.</summary>
    public bool Equals(LuminaMGptConfig? other) =>
        other is not null && Sizes == other.Sizes && MaskedTokens.SequenceEqual(other.MaskedTokens);

    /// <inheritdoc/>
    public override int GetHashCode() => Sizes.GetHashCode();

    private (int, int, int, int, int, int, double, double, int, bool, bool, bool, bool, bool, string) Sizes => (VocabularySize, HiddenSize,
        IntermediateSize, Layers, Heads, SharedHeads, NormEpsilon, RotationBase, Shards, AttentionBias, FeedForwardBias, MasksTokens,
        NormsBehind, TiesEmbeddings, Activation);
}
