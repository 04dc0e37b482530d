namespace SoftCfg.Loading.Configuration;

/// <summary>The image tokenizer of a configuration: <c>model.vq_model</c> and where its weights are.</summary>
public sealed record UpstreamTokenizer
{
    /// <summary>Where AliTok's sampling script looks for its tokenizer, whatever the configuration says.</summary>
    public const string AliTokCheckpoint = "weights/AliTok.pth";

    /// <summary>The key of <see cref="Checkpoint"/> in this family.</summary>
    public required string CheckpointKey { get; init; }

    /// <summary>The weights, as written: relative paths start in the current directory. Null if not given.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Whether the moving averages of a training checkpoint are used (<c>model.ema</c>); RobusTok only.</summary>
    public bool Ema { get; init; }

    /// <summary>Codes, V (<c>codebook_size</c>).</summary>
    public required int CodebookSize { get; init; }

    /// <summary>Channels of a code (<c>token_size</c>, or <c>codebook_embed_dim</c>); null if not written.</summary>
    public int? CodeSize { get; init; }

    /// <summary>Tokens of an image, N (<c>num_latent_tokens</c>); null if not written.</summary>
    public int? LatentTokens { get; init; }

    /// <summary>Whether codes have length 1 (<c>codebook_l2_norm</c>, by default true); RobusTok only.</summary>
    public bool NormalizedCodes { get; init; } = true;

    /// <summary>The name of the encoder's vision transformer (<c>encoder_model</c>); null but for RobusTok.</summary>
    public string? EncoderModel { get; init; }

    /// <summary>The name of the decoder's vision transformer (<c>decoder_model</c>); null but for RobusTok.</summary>
    public string? DecoderModel { get; init; }

    internal static UpstreamTokenizer Read(ConfigValues values, UpstreamFamily family) => family switch
    {
        UpstreamFamily.AliTok => Shared(values, "experiment.tokenizer_checkpoint", "token_size", AliTokCheckpoint),
        UpstreamFamily.Rar => Shared(values, "model.vq_model.pretrained_tokenizer_weight", "token_size",
            values.Path("model.pretrained_tokenizer_weight")),
        _ => RobusTok(values),
    };

    private static UpstreamTokenizer Shared(ConfigValues values, string checkpoint, string codeSize, string? otherwise) => new()
    {
        CheckpointKey = checkpoint,
        Checkpoint = values.Path(checkpoint) ?? otherwise,
        CodebookSize = values.WholeNumber("model.vq_model.codebook_size", 1, UpstreamConfig.LargestSize),
        CodeSize = (int?)values.OptionalWholeNumber($"model.vq_model.{codeSize}", 1, UpstreamConfig.LargestSize),
        LatentTokens = (int?)values.OptionalWholeNumber("model.vq_model.num_latent_tokens", 1, UpstreamConfig.LargestSize),
    };

    private static UpstreamTokenizer RobusTok(ConfigValues values)
    {
        // Other values are other networks, for which there are no published weights.
        values.Fixed("model.vq_model.enc_type", "dinov2");
        values.Fixed("model.vq_model.dec_type", "dinov2");
        values.Fixed("model.vq_model.abs_pos_embed", "true");
        values.Fixed("model.vq_model.product_quant", "1");
        values.Fixed("model.vq_model.lfq", "false");
        if (values.WholeNumbers("model.vq_model.v_patch_nums", 1, UpstreamConfig.LargestSize) is { Count: not 1 } patches)
        {
            throw new ConfigurationException(values.OriginOf("model.vq_model.v_patch_nums")!,
                $"model.vq_model.v_patch_nums has {patches.Count} numbers, which means a residual quantizer; " +
                "only one, as in [16], is supported.");
        }
        return Shared(values, "model.vq_ckpt", "codebook_embed_dim", null) with
        {
            Ema = values.Flag("model.ema") ?? false,
            NormalizedCodes = values.Flag("model.vq_model.codebook_l2_norm") ?? true,
            EncoderModel = values.Text("model.vq_model.encoder_model"),
            DecoderModel = values.Text("model.vq_model.decoder_model"),
        };
    }
}
