using System.Text.Json;
using SoftCfg.ImageTokenizers.RobusTok;

namespace SoftCfg.Families;

/// <summary>RobusTok's image tokenizer, published as a checkpoint of its training.</summary>
internal static class RobusTokFamily
{
    // Tensors do not tell how attention is split; every DINOv2 transformer has heads of 64 channels.
    private const int HeadSize = 64;

    public static TokenizerFamily Tokenizer { get; } = new("robustok", Recognise,
        (config, device) => new RobusTokTokenizer(Configurations.Read<RobusTokConfig>(config), device: device))
    {
        Weights = (checkpoint, config) => RobusTokCheckpoint.Weights(checkpoint, Configurations.Read<RobusTokConfig>(config),
            KnownCheckpoint.Unwrap),
    };

    private static Recognition? Recognise(TensorShapes shapes)
    {
        if (!shapes.Have("encoder.latent_tokens", "encoder.model.pos_embed", "decoder.mask_token", "decoder.to_pixel.model.weight",
            "post_quant_conv.weight", "quantize.embedding.weight"))
        {
            return null;
        }
        var published = RobusTokPresets.Published;
        var patch = shapes.Size("encoder.model.patch_embed.proj.weight", 2);
        var tokens = shapes.Size("encoder.latent_tokens", 1);
        var width = shapes.Size("encoder.latent_tokens", 2);
        var config = published with
        {
            CodebookSize = shapes.Size("quantize.embedding.weight", 0),
            CodeChannels = shapes.Size("quantize.embedding.weight", 1),
            LatentTokens = tokens,
            ImageSize = (int)Math.Sqrt(tokens) * patch,
            PatchSize = patch,
            Width = width,
            Depth = shapes.Count("encoder.model.blocks"),
            Heads = width / HeadSize,
        };
        if (patch == 0 || config.Heads == 0 || !Configurations.AreValid(config.Validate))
            return null;
        var isPublished = (config.CodebookSize, config.CodeChannels, tokens, patch, width, config.Depth) ==
            (published.CodebookSize, published.CodeChannels, published.LatentTokens, published.PatchSize,
                published.Encoder.Width, published.Encoder.Depth);
        return new Recognition("robustok", isPublished ? "the RobusTok tokenizer" : $"a RobusTok tokenizer of {config.ImageSize} pixels",
            JsonSerializer.SerializeToElement(isPublished ? published : config), tokens, config.CodebookSize);
    }
}
