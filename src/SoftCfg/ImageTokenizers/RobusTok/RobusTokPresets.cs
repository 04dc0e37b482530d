namespace SoftCfg.ImageTokenizers.RobusTok;

/// <summary>The published RobusTok image tokenizer.</summary>
internal static class RobusTokPresets
{
    /// <summary>256 pixels, 256 tokens of 4,096 codes: main-train.pt and post-train.pt (configs/generator/rar.yaml of RobusTok).</summary>
    public static RobusTokConfig Published { get; } = new()
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
}
