namespace SoftCfg.ImageTokenizers.MaskGitVq;

/// <summary>The published MaskGIT-VQGAN image tokenizer.</summary>
internal static class MaskGitVqPresets
{
    /// <summary>256 pixels, 256 tokens of 1,024 codes: maskgit-vqgan-imagenet-f16-256.bin, for every RAR generator.</summary>
    public static MaskGitVqConfig Published { get; } = new()
    {
        ChannelMultipliers = [1, 1, 2, 2, 4],
        HiddenChannels = 128,
        ResidualBlocks = 2,
        CodeChannels = 256,
        CodebookSize = 1024,
        Resolution = 256,
    };
}
