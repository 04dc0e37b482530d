using SoftCfg.Guidance;

namespace SoftCfg.Models.Rar;

/// <summary>
/// The published RAR generators: those of 1d-tokenizer over MaskGIT-VQGAN's 1,024 codes, and RobusTok's over its 4,096.
/// Scales, powers and temperatures are those of the sampling commands in README_RAR.md and in RobusTok's README.
/// </summary>
public static class RarPresets
{
    /// <summary>What the release computes: the largest probability, one position late (RAR/rar.py of RobusTok, generate).</summary>
    public static GuidanceOptions ReleasedGuidance { get; } = new()
    {
        Confidence = ConfidenceSource.Maximum,
        Alignment = WeightAlignment.Released,
    };

    /// <summary>RAR-B, 261 million parameters.</summary>
    public static ModelPreset<RarConfig> B { get; } = Create("RAR-B", Sizes(768, 24, 3072, 1024), 16, 2.75, 1);

    /// <summary>RAR-L, 461 million parameters.</summary>
    public static ModelPreset<RarConfig> L { get; } = Create("RAR-L", Sizes(1024, 24, 4096, 1024), 15.5, 2.5, 1.02);

    /// <summary>RAR-XL, 955 million parameters.</summary>
    public static ModelPreset<RarConfig> XL { get; } = Create("RAR-XL", Sizes(1280, 32, 5120, 1024), 6.9, 1.5, 1.02);

    /// <summary>RAR-XXL, 1,499 million parameters.</summary>
    public static ModelPreset<RarConfig> XXL { get; } = Create("RAR-XXL", Sizes(1408, 40, 6144, 1024), 8, 1.2, 1.02);

    /// <summary>RobusTok's RAR-B, 266 million parameters.</summary>
    public static ModelPreset<RarConfig> RobusTokB { get; } =
        Create("RobusTok RAR-B", Sizes(768, 24, 3072, 4096), 6, 1.15, 1.02);

    /// <summary>RobusTok's RAR-L, 468 million parameters.</summary>
    public static ModelPreset<RarConfig> RobusTokL { get; } =
        Create("RobusTok RAR-L", Sizes(1024, 24, 4096, 4096), 6.75, 1.01, 1.04);

    /// <summary>All of them, smallest first.</summary>
    public static IReadOnlyList<ModelPreset<RarConfig>> All { get; } = [B, L, XL, XXL, RobusTokB, RobusTokL];

    private static ModelPreset<RarConfig> Create(string name, RarConfig config, double scale, double power, double temperature) =>
        new(name, config, ReleasedGuidance with { Scale = scale, ScalePower = power }, temperature);

    private static RarConfig Sizes(int channels, int layers, int intermediate, int codes) => new()
    {
        HiddenSize = channels,
        Layers = layers,
        Heads = 16,
        IntermediateSize = intermediate,
        SequenceLength = 256,
        CodebookSize = codes,
        ClassCount = 1000,
    };
}
