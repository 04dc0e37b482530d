using SoftCfg.Guidance;

namespace SoftCfg.Models.Rar;

/// <summary>
/// The published RAR generators: those of 1d-tokenizer over MaskGIT-VQGAN's 1,024 codes, and RobusTok's over its 4,096.
/// Scales, powers and temperatures are those of the sampling commands in README_RAR.md and in RobusTok's README.
/// </summary>
public static class RarPresets
{
    private const string Rar = "bytedance/1d-tokenizer, README_RAR.md";
    private const string RobusTok = "Xudangliatiger/RobusTok, README.md";
    private const string PostTrained = "With the post-trained image tokenizer, post-train.pt.";

    /// <summary>What the release computes: the largest probability, one position late (RAR/rar.py of RobusTok, generate).</summary>
    public static GuidanceOptions ReleasedGuidance { get; } = new()
    {
        Confidence = ConfidenceSource.Maximum,
        Alignment = WeightAlignment.Released,
    };

    /// <summary>RAR-B, 261 million parameters.</summary>
    public static ModelPreset<RarConfig> B { get; } =
        Create("RAR-B", Sizes(768, 24, 3072, 1024), 16, 2.75, 1).WithFigures("rar-b", Rar, 1.95);

    /// <summary>RAR-L, 461 million parameters.</summary>
    public static ModelPreset<RarConfig> L { get; } =
        Create("RAR-L", Sizes(1024, 24, 4096, 1024), 15.5, 2.5, 1.02).WithFigures("rar-l", Rar, 1.70);

    /// <summary>RAR-XL, 955 million parameters.</summary>
    public static ModelPreset<RarConfig> XL { get; } =
        Create("RAR-XL", Sizes(1280, 32, 5120, 1024), 6.9, 1.5, 1.02).WithFigures("rar-xl", Rar, 1.50);

    /// <summary>RAR-XXL, 1,499 million parameters.</summary>
    public static ModelPreset<RarConfig> XXL { get; } =
        Create("RAR-XXL", Sizes(1408, 40, 6144, 1024), 8, 1.2, 1.02).WithFigures("rar-xxl", Rar, 1.48);

    /// <summary>RobusTok's RAR-B, 266 million parameters.</summary>
    public static ModelPreset<RarConfig> RobusTokB { get; } =
        Create("RobusTok RAR-B", Sizes(768, 24, 3072, 4096), 6, 1.15, 1.02)
            .WithFigures("robustok-rar-b", RobusTok, 1.60, PostTrained,
                Tried("robustok-rar-b-softcfg", 16, 2.75, "its configuration and README"));

    /// <summary>RobusTok's RAR-L, 468 million parameters.</summary>
    public static ModelPreset<RarConfig> RobusTokL { get; } =
        Create("RobusTok RAR-L", Sizes(1024, 24, 4096, 4096), 6.75, 1.01, 1.04)
            .WithFigures("robustok-rar-l", RobusTok, 1.36, PostTrained,
                Tried("robustok-rar-l-softcfg", 6.5, 1.01, "its cluster scripts"),
                Tried("robustok-rar-l-softcfg-5.5", 5.5, 1.01, "its cluster scripts"));

    /// <summary>All of them, smallest first.</summary>
    public static IReadOnlyList<ModelPreset<RarConfig>> All { get; } = [B, L, XL, XXL, RobusTokB, RobusTokL];

    private static ModelPreset<RarConfig> Create(string name, RarConfig config, double scale, double power, double temperature) =>
        new(name, config, ReleasedGuidance with { Scale = scale, ScalePower = power }, temperature);

    /// <summary>The release's settings with its FID, and what was tried with SoftCFG: where nothing was, the same settings.</summary>
    private static ModelPreset<RarConfig> WithFigures(this ModelPreset<RarConfig> preset, string name, string source, double fid,
        string? caveat = null, params PublishedSettings[] tried)
    {
        var released = new PublishedSettings
        {
            Name = $"{name}-cfg",
            Guidance = preset.Guidance with { Kind = GuidanceKind.ClassifierFree },
            Temperature = preset.Temperature,
            Fid = fid,
            Source = source,
            Caveat = caveat,
        };
        var same = released with
        {
            Name = $"{name}-softcfg",
            Guidance = preset.Guidance,
            Fid = null,
            Caveat = "Chosen for classifier-free guidance: nobody published settings or figures with SoftCFG.",
        };
        return preset with { Published = [released, .. tried.Length == 0 ? [same] : tried] };
    }

    private static PublishedSettings Tried(string name, double scale, double power, string where) => new()
    {
        Name = name,
        Guidance = ReleasedGuidance with { Scale = scale, ScalePower = power },
        Source = $"Xudangliatiger/RobusTok, {where}",
        Caveat = "Tried with SoftCFG by its authors, who published no results.",
    };

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
