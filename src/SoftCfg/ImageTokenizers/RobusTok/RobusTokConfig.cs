using System.Text.Json.Serialization;
using SoftCfg.Options;

namespace SoftCfg.ImageTokenizers.RobusTok;

/// <summary>
/// Settings of a RobusTok tokenizer, under the names of the published configuration: <c>model.ema</c> and the keys of
/// <c>model.vq_model</c> that matter after training (configs/generator/rar.yaml of RobusTok).
/// </summary>
public sealed record RobusTokConfig : ITokenizerConfig
{
    /// <summary>Transformers with class token, no register tokens and the layers of <see cref="VisionBlock"/>.</summary>
    private static readonly Dictionary<string, TransformerSize> Transformers = new(StringComparer.Ordinal)
    {
        ["vit_small_patch14_dinov2.lvd142m"] = new(Width: 384, Depth: 12, Heads: 6),
        ["vit_base_patch14_dinov2.lvd142m"] = new(Width: 768, Depth: 12, Heads: 12),
        ["vit_large_patch14_dinov2.lvd142m"] = new(Width: 1024, Depth: 24, Heads: 16),
    };

    /// <summary>Codes in the codebook.</summary>
    [JsonPropertyName("codebook_size")]
    public required int CodebookSize { get; init; }

    /// <summary>Channels of a code.</summary>
    [JsonPropertyName("codebook_embed_dim")]
    public required int CodeChannels { get; init; }

    /// <summary>Whether latents and codes are scaled to length 1: true as published.</summary>
    [JsonPropertyName("codebook_l2_norm")]
    public required bool NormalisesCodes { get; init; }

    /// <summary>Scales of the codebook; only their number matters, and 1 is supported.</summary>
    [JsonPropertyName("v_patch_nums")]
    public required IReadOnlyList<int> Scales { get; init; }

    /// <summary>Tokens of an image: as many as it has patches.</summary>
    [JsonPropertyName("num_latent_tokens")]
    public required int LatentTokens { get; init; }

    /// <summary>The encoder's kind; <c>dinov2</c> is supported.</summary>
    [JsonPropertyName("enc_type")]
    public required string EncoderType { get; init; }

    /// <summary>The decoder's kind; <c>dinov2</c> is supported.</summary>
    [JsonPropertyName("dec_type")]
    public required string DecoderType { get; init; }

    /// <summary>The encoder's transformer: one of timm's DINOv2 names, small, base or large, without registers.</summary>
    [JsonPropertyName("encoder_model")]
    public required string EncoderModel { get; init; }

    /// <summary>The decoder's transformer, named like <see cref="EncoderModel"/>.</summary>
    [JsonPropertyName("decoder_model")]
    public required string DecoderModel { get; init; }

    /// <summary>Whether image and latent tokens share positions; true is supported.</summary>
    [JsonPropertyName("abs_pos_embed")]
    public required bool SharesPositions { get; init; }

    /// <summary>Codebooks side by side; 1, the default, is supported.</summary>
    [JsonPropertyName("product_quant")]
    public int Codebooks { get; init; } = 1;

    /// <summary>
    /// Which weights of a training checkpoint run: true, as published, the moving average <c>ema</c>, which must be there;
    /// false, <c>model</c>; null (default), <c>ema</c> where the file has it.
    /// </summary>
    [JsonPropertyName("ema")]
    public bool? UsesMovingAverage { get; init; }

    /// <summary>Width and height of an image in pixels: 256 by default, as published.</summary>
    [JsonPropertyName("img_size")]
    public int ImageSize { get; init; } = 256;

    /// <summary>Width and height of a patch in pixels: 16 by default, as published.</summary>
    [JsonPropertyName("patch_size")]
    public int PatchSize { get; init; } = 16;

    /// <summary>Channels of both transformers; null (default) leaves each as its name says.</summary>
    [JsonPropertyName("embed_dim")]
    public int? Width { get; init; }

    /// <summary>Blocks of each transformer; null (default) leaves each as its name says.</summary>
    [JsonPropertyName("depth")]
    public int? Depth { get; init; }

    /// <summary>Attention heads of both transformers; null (default) leaves each as its name says.</summary>
    [JsonPropertyName("num_heads")]
    public int? Heads { get; init; }

    /// <summary>Width and height of the token grid.</summary>
    [JsonIgnore]
    public int GridSize => ImageSize / PatchSize;

    int ITokenizerConfig.TokenCount => LatentTokens;

    long ITokenizerConfig.Blocks => (long)Encoder.Depth + Decoder.Depth;

    /// <summary>Sizes of the encoder.</summary>
    internal TransformerSize Encoder => SizeOf(EncoderModel);

    /// <summary>Sizes of the decoder.</summary>
    internal TransformerSize Decoder => SizeOf(DecoderModel);

    /// <summary>Checks that the settings make a tokenizer of the supported kind.</summary>
    /// <exception cref="ArgumentException">A setting is out of range or not supported; the message names it.</exception>
    public void Validate()
    {
        ValidateKind();
        (string Name, int Value)[] sizes =
        [
            ("codebook_size", CodebookSize), ("codebook_embed_dim", CodeChannels), ("num_latent_tokens", LatentTokens),
            ("img_size", ImageSize), ("patch_size", PatchSize), ("embed_dim", Encoder.Width), ("depth", Encoder.Depth),
            ("num_heads", Encoder.Heads),
        ];
        OptionChecks.Sizes(sizes);
        if (ImageSize % PatchSize != 0)
            throw new ArgumentException($"patch_size is {PatchSize}, which does not divide img_size {ImageSize}.");
        if (LatentTokens != (long)GridSize * GridSize)
        {
            throw new ArgumentException($"num_latent_tokens is {LatentTokens}; supported is one per patch, " +
                $"{(long)GridSize * GridSize} with img_size {ImageSize} and patch_size {PatchSize}.");
        }
        foreach (var size in new[] { Encoder, Decoder })
        {
            if (size.Width % size.Heads != 0)
                throw new ArgumentException($"num_heads is {size.Heads}, which does not divide embed_dim {size.Width}.");
        }
    }

    /// <summary>The published code has other networks too, with other tensors: none of them must pass for this one.</summary>
    private void ValidateKind()
    {
        Require("enc_type", EncoderType, EncoderType == "dinov2", "dinov2");
        Require("dec_type", DecoderType, DecoderType == "dinov2", "dinov2");
        var known = string.Join(", ", Transformers.Keys);
        Require("encoder_model", EncoderModel, Transformers.ContainsKey(EncoderModel), known);
        Require("decoder_model", DecoderModel, Transformers.ContainsKey(DecoderModel), known);
        Require("abs_pos_embed", SharesPositions ? "true" : "false", SharesPositions, "true");
        Require("product_quant", $"{Codebooks}", Codebooks == 1, "1");
        Require("v_patch_nums", $"[{string.Join(", ", Scales)}]", Scales.Count == 1, "one entry, the plain codebook");
    }

    private static void Require(string key, string value, bool isSupported, string supported)
    {
        if (!isSupported)
            throw new ArgumentException($"{key} is {value}; supported is {supported}.");
    }

    private TransformerSize SizeOf(string name)
    {
        var size = Transformers[name];
        return new(Width ?? size.Width, Depth ?? size.Depth, Heads ?? size.Heads);
    }
}
