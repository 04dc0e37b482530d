using System.Text.Json.Serialization;
using SoftCfg.Options;

namespace SoftCfg.ImageTokenizers.AliTok;

/// <summary>Sizes of an AliTok image tokenizer (modeling/alitok.py of alitok).</summary>
public sealed record AliTokTokenizerConfig : ITokenizerConfig
{
    private const int LargestGrid = 1 << 12;

    /// <summary>Width and height of an image in pixels, a multiple of <see cref="PatchSize"/>.</summary>
    [JsonPropertyName("image_size")]
    public required int ImageSize { get; init; }

    /// <summary>Width and height of a patch in pixels.</summary>
    [JsonPropertyName("patch_size")]
    public required int PatchSize { get; init; }

    /// <summary>Tokens in front of the grid, which tell nothing of a place.</summary>
    /// <value>Default 17, as published.</value>
    [JsonPropertyName("aux_tokens")]
    public int PrefixTokens { get; init; } = 17;

    /// <summary>Channels of a code.</summary>
    [JsonPropertyName("token_size")]
    public required int CodeChannels { get; init; }

    /// <summary>Codes in the codebook.</summary>
    [JsonPropertyName("codebook_size")]
    public required int CodebookSize { get; init; }

    /// <summary>The transformer of the encoder.</summary>
    [JsonPropertyName("encoder")]
    public required AliTokTransformerConfig Encoder { get; init; }

    /// <summary>The transformer of the decoder.</summary>
    [JsonPropertyName("decoder")]
    public required AliTokTransformerConfig Decoder { get; init; }

    /// <summary>Width and height of the token grid.</summary>
    [JsonIgnore]
    public int GridSize => ImageSize / PatchSize;

    /// <summary>Tokens per image: prefix and grid.</summary>
    [JsonIgnore]
    public int TokenCount => PrefixTokens + GridSize * GridSize;

    long ITokenizerConfig.Blocks => (long)Encoder.Layers + Decoder.Layers;

    /// <summary>Checks that the sizes make a tokenizer.</summary>
    /// <exception cref="ArgumentException">A size is out of range; the message names it.</exception>
    public void Validate()
    {
        (string Name, int Value)[] sizes =
        [
            ("image_size", ImageSize), ("patch_size", PatchSize), ("token_size", CodeChannels),
            ("codebook_size", CodebookSize), ("encoder.width", Encoder.Width), ("encoder.layers", Encoder.Layers),
            ("encoder.heads", Encoder.Heads), ("decoder.width", Decoder.Width), ("decoder.layers", Decoder.Layers),
            ("decoder.heads", Decoder.Heads),
        ];
        OptionChecks.Sizes(sizes);
        if (PrefixTokens is < 0 or > 1 << 16)
            throw new ArgumentException($"aux_tokens is {PrefixTokens}; it must lie between 0 and {1 << 16}.");
        if (ImageSize % PatchSize != 0)
            throw new ArgumentException($"image_size {ImageSize} is not a multiple of patch_size {PatchSize}.");
        OptionChecks.Size("image_size / patch_size", GridSize, LargestGrid);
        foreach (var (name, transformer) in new[] { ("encoder", Encoder), ("decoder", Decoder) })
        {
            if (transformer.Width % transformer.Heads != 0)
            {
                throw new ArgumentException(
                    $"{name}.heads is {transformer.Heads}, which does not divide {name}.width {transformer.Width}.");
            }
        }
    }
}
