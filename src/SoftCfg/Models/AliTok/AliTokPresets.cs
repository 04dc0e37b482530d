using SoftCfg.Guidance;

namespace SoftCfg.Models.AliTok;

/// <summary>
/// The published AliTok generators. Scales and powers are those of configs/alitok_b.yaml, alitok_l.yaml and alitok_xl.yaml;
/// figures are those of the table in the SoftCFG paper (arXiv 2510.00996), which has them with and without SoftCFG.
/// </summary>
public static class AliTokPresets
{
    private const string Release = "ali-vilab/alitok: its configuration; figures as in arXiv 2510.00996";
    private const string Paper = "arXiv 2510.00996";
    private const string Discussion = "ali-vilab/alitok, issue 5: the authors' answer";

    /// <summary>What the release computes: a token's own probability, one position late (modeling/ar.py, generate).</summary>
    public static GuidanceOptions ReleasedGuidance { get; } = new()
    {
        Confidence = ConfidenceSource.Sampled,
        Alignment = WeightAlignment.Released,
    };

    /// <summary>AliTok-B, 177 million parameters.</summary>
    public static ModelPreset<AliTokConfig> B { get; } = Create("AliTok-B", 768, 24, scale: 16, power: 1.8) with
    {
        Published =
        [
            Cfg("alitok-b-cfg", 16, 1.8, 1.50) with { InceptionScore = 305.9 },
            SoftCfgAsCfg("alitok-b-softcfg", 16, 1.8, "FID 1.40"),
        ],
    };

    /// <summary>AliTok-L, 318 million parameters.</summary>
    public static ModelPreset<AliTokConfig> L { get; } = Create("AliTok-L", 1024, 24, scale: 6, power: 0.7) with
    {
        Published =
        [
            Cfg("alitok-l-cfg", 6, 0.7, 1.42) with
            {
                InceptionScore = 326.6,
                Caveat = "A user measured FID 1.49 with these settings, and 1.44 with scale 6, power 1.7 (issue 5).",
            },
            Cfg("alitok-l-cfg-6-0.75", 6, 0.75, 1.409) with { Source = Discussion },
            Cfg("alitok-l-cfg-5.5-0.7", 5.5, 0.7, 1.41) with { Source = Discussion },
            SoftCfgAsCfg("alitok-l-softcfg", 6, 0.7, "FID 1.39"),
        ],
    };

    /// <summary>AliTok-XL, 662 million parameters.</summary>
    public static ModelPreset<AliTokConfig> XL { get; } = Create("AliTok-XL", 1280, 32, scale: 13, power: 1.4) with
    {
        Published =
        [
            Cfg("alitok-xl-cfg", 13, 1.4, 1.35) with { InceptionScore = 317.1, Seed = 2 },
            new()
            {
                Name = "alitok-xl-softcfg",
                Guidance = ReleasedGuidance with { Scale = 9, ScalePower = 1.5 },
                Fid = 1.27,
                InceptionScore = 302.4,
                Source = $"The sampling command of SoftCFG's release; figures as in {Paper}",
            },
        ],
    };

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

    private static PublishedSettings Cfg(string name, double scale, double power, double fid) => new()
    {
        Name = name,
        Guidance = ReleasedGuidance with { Kind = GuidanceKind.ClassifierFree, Scale = scale, ScalePower = power },
        Fid = fid,
        Source = Release,
    };

    private static PublishedSettings SoftCfgAsCfg(string name, double scale, double power, string reported) => new()
    {
        Name = name,
        Guidance = ReleasedGuidance with { Scale = scale, ScalePower = power },
        Source = Release,
        Caveat = $"Chosen for classifier-free guidance. The paper reports {reported} with SoftCFG, but not with which settings.",
    };
}
