using SoftCfg.ImageTokenizers.RobusTok;

namespace SoftCfg.Tests.ImageTokenizers.RobusTok;

public class RobusTokConfigTests
{
    private const string Known =
        "vit_small_patch14_dinov2.lvd142m, vit_base_patch14_dinov2.lvd142m, vit_large_patch14_dinov2.lvd142m";

    private static readonly RobusTokConfig Published = new()
    {
        CodebookSize = 4096,
        CodeChannels = 64,
        NormalisesCodes = true,
        Scales = [16],
        LatentTokens = 256,
        EncoderType = "dinov2",
        DecoderType = "dinov2",
        EncoderModel = "vit_base_patch14_dinov2.lvd142m",
        DecoderModel = "vit_base_patch14_dinov2.lvd142m",
        SharesPositions = true,
    };

    public static TheoryData<RobusTokConfig, string> Bad => new()
    {
        { Published with { EncoderType = "cnn" }, "enc_type is cnn; supported is dinov2." },
        { Published with { DecoderType = "cnn" }, "dec_type is cnn; supported is dinov2." },
        {
            Published with { EncoderModel = "vit_base_patch14_reg4_dinov2.lvd142m" },
            $"encoder_model is vit_base_patch14_reg4_dinov2.lvd142m; supported is {Known}."
        },
        { Published with { DecoderModel = "vit_base" }, $"decoder_model is vit_base; supported is {Known}." },
        { Published with { SharesPositions = false }, "abs_pos_embed is false; supported is true." },
        { Published with { Codebooks = 2 }, "product_quant is 2; supported is 1." },
        { Published with { Scales = [1, 2, 4] }, "v_patch_nums is [1, 2, 4]; supported is one entry, the plain codebook." },
        { Published with { Scales = [] }, "v_patch_nums is []; supported is one entry, the plain codebook." },
        { Published with { CodebookSize = 0 }, "codebook_size is 0; it must lie between 1 and 1048576." },
        { Published with { CodeChannels = -1 }, "codebook_embed_dim is -1; it must lie between 1 and 1048576." },
        { Published with { LatentTokens = 1 << 21 }, "num_latent_tokens is 2097152; it must lie between 1 and 1048576." },
        { Published with { PatchSize = 0 }, "patch_size is 0; it must lie between 1 and 1048576." },
        { Published with { Width = 0 }, "embed_dim is 0; it must lie between 1 and 1048576." },
        { Published with { Depth = 0 }, "depth is 0; it must lie between 1 and 1048576." },
        { Published with { Heads = 0 }, "num_heads is 0; it must lie between 1 and 1048576." },
        { Published with { Heads = 7 }, "num_heads is 7, which does not divide embed_dim 768." },
        { Published with { PatchSize = 24 }, "patch_size is 24, which does not divide img_size 256." },
        {
            Published with { LatentTokens = 64 },
            "num_latent_tokens is 64; supported is one per patch, 256 with img_size 256 and patch_size 16."
        },
    };

    [Fact]
    public void The_published_settings_are_good()
    {
        Published.Validate();
        Assert.Equal(16, Published.GridSize);
        Assert.Equal(new TransformerSize(Width: 768, Depth: 12, Heads: 12), Published.Decoder);
    }

    [Fact]
    public void Each_half_has_the_sizes_of_its_name_unless_they_are_given()
    {
        var mixed = Published with { EncoderModel = "vit_small_patch14_dinov2.lvd142m" };
        mixed.Validate();
        Assert.Equal((384, 768), (mixed.Encoder.Width, mixed.Decoder.Width));
        var given = mixed with { Width = 32, Depth = 2 };
        Assert.Equal((32, 2, 6), (given.Encoder.Width, given.Encoder.Depth, given.Encoder.Heads));
        Assert.Equal((32, 2, 12), (given.Decoder.Width, given.Decoder.Depth, given.Decoder.Heads));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_wrong_or_unsupported_setting_is_named(RobusTokConfig config, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => new RobusTokTokenizer(config)).Message);
}
