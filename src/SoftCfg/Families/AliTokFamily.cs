using SoftCfg.ImageTokenizers.AliTok;
using SoftCfg.Models.AliTok;

namespace SoftCfg.Families;

/// <summary>AliTok: a generator without tables of positions, and the image tokenizer it is aligned with.</summary>
internal sealed class AliTokFamily : ModelFamily
{
    private const string Name = "alitok";

    // Tensors do not tell how attention is split; both published transformers have heads of 64 channels.
    private const int TokenizerHeadSize = 64;

    public override GeneratorFamily Generator { get; } = GeneratorFamily.Of(Name, "AliTok", GeneratorSizes,
        AliTokPresets.All, AliTokPresets.ReleasedGuidance, (config, dtype, device) => new AliTokModel(config, dtype, device));

    public override TokenizerFamily Tokenizer { get; } = TokenizerFamily.Of(Name, TitleOf, TokenizerSizes,
        (config, device) => new AliTokTokenizer(config, device: device)) with
    {
        PrefixTokens = AliTokTokenizerPresets.Published.PrefixTokens,
    };

    public override ConfigurationFormat Configuration => new()
    {
        Family = Name,
        Title = "AliTok",
        Mark = "model.generator.tok_dropout",
        Generator = Generator,
        GeneratorKeys = ConfigurationFormat.CommonGeneratorKeys,
        TokenizerCheckpointKeys = ["experiment.tokenizer_checkpoint"],
        // Where the sampling script looks, whatever the configuration says.
        TokenizerCheckpoint = "weights/AliTok.pth",
        OtherKeys = ["model.vq_model.token_size"],
        TrainingKeys = ["model.generator.tok_dropout"],
    };

    private static AliTokConfig? GeneratorSizes(TensorShapes shapes)
    {
        if (!shapes.Have("embeddings.weight", "norm.weight", "output.weight", "blocks.0.mlp.w3.weight"))
            return null;
        var (codes, channels) = (shapes.Size("output.weight", 0), shapes.Size("output.weight", 1));
        var headSize = shapes.Size("blocks.0.attn.q_norm.weight", 0);
        return new AliTokConfig
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
    }

    private static AliTokTokenizerConfig? TokenizerSizes(TensorShapes shapes)
    {
        if (!shapes.Have("latent_tokens", "encoder.patch_embed.weight", "decoder.decoder_embed.weight", "decoder.ffn.0.weight"))
            return null;
        var patch = shapes.Size("encoder.patch_embed.weight", 2);
        var places = shapes.Size("encoder.positional_embedding", 0);
        var grid = (int)Math.Sqrt(places);
        var config = new AliTokTokenizerConfig
        {
            ImageSize = TensorShapes.Product(grid, patch),
            PatchSize = patch,
            PrefixTokens = shapes.Size("latent_tokens", 0) - places,
            CodeChannels = shapes.Size("quantize.embedding.weight", 1),
            CodebookSize = shapes.Size("quantize.embedding.weight", 0),
            Encoder = Transformer(shapes, "encoder", shapes.Size("latent_tokens", 1)),
            Decoder = Transformer(shapes, "decoder", shapes.Size("decoder.decoder_embed.weight", 0)),
        };
        return grid * grid == places ? config : null;
    }

    private static AliTokTransformerConfig Transformer(TensorShapes shapes, string half, int width) => new()
    {
        Width = width,
        Layers = shapes.Count($"{half}.transformer"),
        Heads = width / TokenizerHeadSize,
    };

    private static string TitleOf(AliTokTokenizerConfig config) => config == AliTokTokenizerPresets.Published
        ? "the AliTok tokenizer"
        : $"an AliTok tokenizer of {config.ImageSize} pixels";
}
