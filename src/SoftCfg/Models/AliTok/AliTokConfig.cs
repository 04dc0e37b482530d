using System.Text.Json.Serialization;
using SoftCfg.Options;

namespace SoftCfg.Models.AliTok;

/// <summary>Sizes of an AliTok generator, under the names of the published configuration (<c>model.generator</c>).</summary>
public sealed record AliTokConfig : IGeneratorConfig
{
    // The rotations of a head are computed before anything else is known; published heads have 48 to 80 channels.
    private const int LargestHead = 1024;

    /// <summary>Channels of the stream.</summary>
    [JsonPropertyName("hidden_size")]
    public required int HiddenSize { get; init; }

    /// <summary>Transformer blocks.</summary>
    [JsonPropertyName("num_hidden_layers")]
    public required int Layers { get; init; }

    /// <summary>Attention heads; they divide <see cref="HiddenSize"/> into heads of a multiple of 4 channels.</summary>
    [JsonPropertyName("num_attention_heads")]
    public required int Heads { get; init; }

    /// <summary>Image tokens, N: 273 of a 256-pixel image, fewer to stop early.</summary>
    [JsonPropertyName("image_seq_len")]
    public required int SequenceLength { get; init; }

    /// <summary>Codes of the image tokenizer, V.</summary>
    [JsonPropertyName("codebook_size")]
    public required int CodebookSize { get; init; }

    /// <summary>Classes, C.</summary>
    [JsonPropertyName("condition_num_classes")]
    public required int ClassCount { get; init; }

    /// <summary>Channels inside the feed-forward layers: two thirds of four times the stream, up to a multiple of 256.</summary>
    [JsonIgnore]
    public int IntermediateSize => (8 * HiddenSize / 3 + 255) / 256 * 256;

    /// <summary>Checks that the sizes make a model.</summary>
    /// <exception cref="ArgumentException">A size is out of range; the message names it.</exception>
    public void Validate()
    {
        (string Name, int Value)[] sizes =
        [
            ("hidden_size", HiddenSize), ("num_hidden_layers", Layers), ("num_attention_heads", Heads),
            ("codebook_size", CodebookSize), ("condition_num_classes", ClassCount),
        ];
        OptionChecks.Sizes(sizes);
        OptionChecks.Size("image_seq_len", SequenceLength, AliTokPositions.TokenCount);
        if (HiddenSize % Heads != 0 || HiddenSize / Heads % 4 != 0)
        {
            throw new ArgumentException($"num_attention_heads is {Heads}, which does not divide hidden_size {HiddenSize} " +
                "into heads of a multiple of 4 channels, as the two-dimensional rotation needs.");
        }
        OptionChecks.Size("hidden_size / num_attention_heads", HiddenSize / Heads, LargestHead);
    }
}
