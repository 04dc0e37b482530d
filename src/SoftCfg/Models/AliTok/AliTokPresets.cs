using SoftCfg.Guidance;

namespace SoftCfg.Models.AliTok;

/// <summary>
/// The published AliTok generators. Scales and powers are those of configs/alitok_b.yaml, alitok_l.yaml and alitok_xl.yaml.
/// </summary>
public static class AliTokPresets
{
    /// <summary>What the release computes: a token's own probability, one position late (modeling/ar.py, generate).</summary>
    public static GuidanceOptions ReleasedGuidance { get; } = new()
    {
        Confidence = ConfidenceSource.Sampled,
        Alignment = WeightAlignment.Released,
    };

    /// <summary>AliTok-B, 177 million parameters.</summary>
    public static ModelPreset<AliTokConfig> B { get; } = Create("AliTok-B", 768, 24, scale: 16, power: 1.8);

    /// <summary>AliTok-L, 318 million parameters.</summary>
    public static ModelPreset<AliTokConfig> L { get; } = Create("AliTok-L", 1024, 24, scale: 6, power: 0.7);

    /// <summary>AliTok-XL, 662 million parameters.</summary>
    public static ModelPreset<AliTokConfig> XL { get; } = Create("AliTok-XL", 1280, 32, scale: 13, power: 1.4);

    /// <summary>All of them, smallest first.</summary>
    public static IReadOnlyList<ModelPreset<AliTokConfig>> All { get; } = [B, L, XL];

    private static ModelPreset<AliTokConfig> Create(string name, int channels, int layers, double scale, double power) =>
        new(name, new AliTokConfig
        {
            HiddenSize = channels,
            Layers = layers,
            Heads = 16,
            SequenceLength = AliTokPositions.TokenCount,
            CodebookSize = 4096,
            ClassCount = 1000,
        }, ReleasedGuidance with { Scale = scale, ScalePower = power }, Temperature: 1);
}
