using System.Text.Json;
using SoftCfg.ImageTokenizers.AliTok;
using SoftCfg.Models.AliTok;

namespace SoftCfg.Families;

/// <summary>AliTok: a generator without tables of positions, and the image tokenizer it is aligned with.</summary>
internal static class AliTokFamily
{
    // Tensors do not tell how attention is split; both published transformers have heads of 64 channels.
    private const int TokenizerHeadSize = 64;

    public static GeneratorFamily Generator { get; } = new("alitok", RecogniseGenerator,
        (config, dtype, device) => new AliTokModel(Configurations.Read<AliTokConfig>(config), dtype, device))
    {
        Published = PublishedModel.Of("alitok", AliTokPresets.All),
    };

    public static TokenizerFamily Tokenizer { get; } = new("alitok", RecogniseTokenizer,
        (config, device) => new AliTokTokenizer(Configurations.Read<AliTokTokenizerConfig>(config), device: device));

    private static Recognition? RecogniseGenerator(TensorShapes shapes)
    {
        if (!shapes.Have("embeddings.weight", "norm.weight", "output.weight", "blocks.0.mlp.w3.weight"))
            return null;
        var (codes, channels) = (shapes.Size("output.weight", 0), shapes.Size("output.weight", 1));
        var headSize = shapes.Size("blocks.0.attn.q_norm.weight", 0);
        var config = new AliTokConfig
        {
            HiddenSize = channels,
            Layers = shapes.Count("blocks"),
            Heads = headSize == 0 ? 0 : channels / headSize,
            // Positions are computed, not stored; the architecture fixes how many there are.
            SequenceLength = AliTokPresets.B.Config.SequenceLength,
            CodebookSize = codes,
            // Codes, the mask, classes, "no class".
            ClassCount = shapes.Size("embeddings.weight", 0) - codes - 2,
        };
        return Configurations.AreValid(config.Validate)
            ? Recognition.Generator("alitok", config, AliTokPresets.All, AliTokPresets.ReleasedGuidance,
                ($"AliTok of {config.Layers} layers, {channels} channels", config.SequenceLength, codes, config.ClassCount))
            : null;
    }

    private static Recognition? RecogniseTokenizer(TensorShapes shapes)
    {
        if (!shapes.Have("latent_tokens", "encoder.patch_embed.weight", "decoder.decoder_embed.weight", "decoder.ffn.0.weight"))
            return null;
        var patch = shapes.Size("encoder.patch_embed.weight", 2);
        var places = shapes.Size("encoder.positional_embedding", 0);
        var grid = (int)Math.Sqrt(places);
        var config = new AliTokTokenizerConfig
        {
            ImageSize = grid * patch,
            PatchSize = patch,
            PrefixTokens = shapes.Size("latent_tokens", 0) - places,
            CodeChannels = shapes.Size("quantize.embedding.weight", 1),
            CodebookSize = shapes.Size("quantize.embedding.weight", 0),
            Encoder = Transformer(shapes, "encoder", shapes.Size("latent_tokens", 1)),
            Decoder = Transformer(shapes, "decoder", shapes.Size("decoder.decoder_embed.weight", 0)),
        };
        if (grid * grid != places || !Configurations.AreValid(config.Validate))
            return null;
        var name = config == AliTokTokenizerPresets.Published
            ? "the AliTok tokenizer"
            : $"an AliTok tokenizer of {config.ImageSize} pixels";
        return new Recognition("alitok", name, JsonSerializer.SerializeToElement(config), config.TokenCount, config.CodebookSize);
    }

    private static AliTokTransformerConfig Transformer(TensorShapes shapes, string half, int width) => new()
    {
        Width = width,
        Layers = shapes.Count($"{half}.transformer"),
        Heads = width / TokenizerHeadSize,
    };
}
