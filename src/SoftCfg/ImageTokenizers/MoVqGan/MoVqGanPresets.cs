namespace SoftCfg.ImageTokenizers.MoVqGan;

/// <summary>The published MoVQGAN image tokenizer that Lumina-mGPT 2.0 draws with.</summary>
internal static class MoVqGanPresets
{
    /// <summary>16,384 codes, each 8 x 8 pixels: movqgan_270M.ckpt.</summary>
    public static MoVqGanConfig Published { get; } = new()
    {
        Network = new()
        {
            LatentChannels = 4,
            Resolution = 256,
            Channels = 256,
            ChannelMultipliers = [1, 2, 2, 4],
            ResidualBlocks = 2,
            AttentionResolutions = [32],
        },
        CodebookSize = 16384,
        CodeChannels = 4,
    };
}
