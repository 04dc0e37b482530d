namespace SoftCfg.ImageTokenizers.AliTok;

/// <summary>The published AliTok image tokenizer.</summary>
internal static class AliTokTokenizerPresets
{
    /// <summary>256 pixels, 273 tokens of 4,096 codes: weights/AliTok.pth, for every AliTok generator.</summary>
    public static AliTokTokenizerConfig Published { get; } = new()
    {
        ImageSize = 256,
        PatchSize = 16,
        CodeChannels = 32,
        CodebookSize = 4096,
        Encoder = new() { Width = 768, Layers = 12, Heads = 12 },
        Decoder = new() { Width = 1024, Layers = 24, Heads = 16 },
    };
}
