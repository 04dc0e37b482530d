using System.Text.Json.Serialization;
using SoftCfg.Options;

namespace SoftCfg.Models.Rar;

/// <summary>Sizes of a RAR generator, under the names of the published configuration (<c>model.generator</c>).</summary>
public sealed record RarConfig : IGeneratorConfig
{
    /// <summary>Channels of the stream.</summary>
    [JsonPropertyName("hidden_size")]
    public required int HiddenSize { get; init; }

    /// <summary>Transformer blocks.</summary>
    [JsonPropertyName("num_hidden_layers")]
    public required int Layers { get; init; }

    /// <summary>Attention heads; they divide <see cref="HiddenSize"/>.</summary>
    [JsonPropertyName("num_attention_heads")]
    public required int Heads { get; init; }

    /// <summary>Channels inside the feed-forward layers.</summary>
    [JsonPropertyName("intermediate_size")]
    public required int IntermediateSize { get; init; }

    /// <summary>Image tokens, N.</summary>
    [JsonPropertyName("image_seq_len")]
    public required int SequenceLength { get; init; }

    /// <summary>Codes of the image tokenizer, V.</summary>
    [JsonPropertyName("codebook_size")]
    public required int CodebookSize { get; init; }

    /// <summary>Classes, C.</summary>
    [JsonPropertyName("condition_num_classes")]
    public required int ClassCount { get; init; }

    /// <summary>Checks that the sizes make a model.</summary>
    /// <exception cref="ArgumentException">A size is not positive, or the heads do not divide the channels.</exception>
    public void Validate()
    {
        (string Name, int Value)[] sizes =
        [
            ("hidden_size", HiddenSize), ("num_hidden_layers", Layers), ("num_attention_heads", Heads),
            ("intermediate_size", IntermediateSize), ("image_seq_len", SequenceLength),
            ("codebook_size", CodebookSize), ("condition_num_classes", ClassCount),
        ];
        OptionChecks.Sizes(sizes);
        if (HiddenSize % Heads != 0)
        {
            throw new ArgumentException(
                $"num_attention_heads is {Heads}, which does not divide hidden_size {HiddenSize}.");
        }
    }
}
