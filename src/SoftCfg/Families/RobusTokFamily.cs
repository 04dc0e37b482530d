using SoftCfg.ImageTokenizers.RobusTok;

namespace SoftCfg.Families;

/// <summary>RobusTok's image tokenizer, published as a checkpoint of its training; its generator is a RAR.</summary>
internal sealed class RobusTokFamily : ModelFamily
{
    private const string Name = "robustok";

    // Tensors do not tell how attention is split; every DINOv2 transformer has heads of 64 channels.
    private const int HeadSize = 64;

    public override TokenizerFamily Tokenizer { get; } = TokenizerFamily.Of(Name, TitleOf, Sizes,
        (config, device) => new RobusTokTokenizer(config, device: device)) with
    {
        Weights = (checkpoint, config) => RobusTokCheckpoint.Weights(checkpoint, Configurations.Read<RobusTokConfig>(config),
            KnownCheckpoint.Unwrap),
    };

    public override ConfigurationFormat Configuration => new()
    {
        Family = Name,
        Title = "RobusTok",
        GeneratorPrefix = "RobusTok ",
        Mark = RarFamily.IntermediateSize.Key,
        FurtherMarks = ["model.vq_ckpt", "model.ema", "model.vq_model.codebook_embed_dim", "model.vq_model.enc_type"],
        Generator = RarFamily.Rar,
        GeneratorKeys = [.. ConfigurationFormat.CommonGeneratorKeys, RarFamily.IntermediateSize],
        TokenizerCheckpointKeys = ["model.vq_ckpt"],
        Tokenizer = Tokenizer,
        TokenizerDefaults = () => Configurations.Write(RobusTokPresets.Published with { UsesMovingAverage = false }),
        TokenizerKeys =
        [
            // Other values of some are other networks, for which there are no published weights.
            new("enc_type", "model.vq_model.enc_type", ConfigurationKind.Text) { Supported = "dinov2" },
            new("dec_type", "model.vq_model.dec_type", ConfigurationKind.Text) { Supported = "dinov2" },
            new("abs_pos_embed", "model.vq_model.abs_pos_embed", ConfigurationKind.Flag) { Supported = "true" },
            new("product_quant", "model.vq_model.product_quant", ConfigurationKind.Size) { Supported = "1" },
            new("lfq", "model.vq_model.lfq", ConfigurationKind.Flag) { Supported = "false" },
            new("v_patch_nums", "model.vq_model.v_patch_nums", ConfigurationKind.ListOfOne)
            {
                SeveralMean = "a residual quantizer",
            },
            new("codebook_size", "model.vq_model.codebook_size", ConfigurationKind.Size),
            new("codebook_embed_dim", "model.vq_model.codebook_embed_dim", ConfigurationKind.Size),
            new("num_latent_tokens", "model.vq_model.num_latent_tokens", ConfigurationKind.Size),
            new("codebook_l2_norm", "model.vq_model.codebook_l2_norm", ConfigurationKind.Flag),
            new("encoder_model", "model.vq_model.encoder_model", ConfigurationKind.Text),
            new("decoder_model", "model.vq_model.decoder_model", ConfigurationKind.Text),
            new("ema", "model.ema", ConfigurationKind.Flag),
        ],
        TrainingKeys =
        [
            .. RarFamily.RandomnessKeys,
            // The script insists on one of these two, and loads model.vq_ckpt.
            "model.pretrained_tokenizer_weight", "model.vq_model.pretrained_tokenizer_weight",
            "model.vq_model.clip_norm", "model.vq_model.codebook_drop", "model.vq_model.codebook_show_usage",
            "model.vq_model.commit_loss_beta", "model.vq_model.decoder_ch_mult", "model.vq_model.dependency_loss_weight",
            "model.vq_model.detail_guide", "model.vq_model.detail_loss_scale", "model.vq_model.detail_loss_weight",
            "model.vq_model.dropout_p", "model.vq_model.encoder_ch_mult", "model.vq_model.entropy_loss_ratio",
            "model.vq_model.guide_type_1", "model.vq_model.guide_type_2", "model.vq_model.half_sem",
            "model.vq_model.scale", "model.vq_model.sem_loss_scale", "model.vq_model.sem_loss_weight",
            "model.vq_model.semantic_guide", "model.vq_model.share_quant_resi", "model.vq_model.soft_entropy",
            "model.vq_model.start_drop", "model.vq_model.test_model", "model.vq_model.z_channels",
        ],
        // What the script takes when the key is absent.
        Strength = 0,
    };

    private static RobusTokConfig? Sizes(TensorShapes shapes)
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
            ImageSize = TensorShapes.Product((int)Math.Sqrt(tokens), patch),
            PatchSize = patch,
            Width = width,
            Depth = shapes.Count("encoder.model.blocks"),
            Heads = width / HeadSize,
        };
        var named = config with { Width = null, Depth = null, Heads = null };
        var isPublished = (width, config.Depth) == (published.Encoder.Width, published.Encoder.Depth) &&
            Configurations.AreSame(named, published);
        return patch == 0 || config.Heads == 0 ? null : isPublished ? published : config;
    }

    private static string TitleOf(RobusTokConfig config) => Configurations.AreSame(config, RobusTokPresets.Published)
        ? "the RobusTok tokenizer"
        : $"a RobusTok tokenizer of {config.ImageSize} pixels";
}
