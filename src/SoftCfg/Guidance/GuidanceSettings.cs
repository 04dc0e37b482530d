using SoftCfg.Options;

namespace SoftCfg.Guidance;

/// <summary>The settings of <see cref="GuidanceOptions"/>: what each is called, what it may be and what it does.</summary>
public static class GuidanceSettings
{
    private const string Guided = "guidance", Soft = "SoftCFG";

    /// <summary><see cref="GuidanceOptions.Kind"/>.</summary>
    public static Setting<GuidanceOptions, GuidanceKind> Kind { get; } = new(nameof(GuidanceOptions.Kind),
        options => options.Kind, (options, kind) => options with { Kind = kind },
        new WordValues<GuidanceKind>(kind => GuidanceNames.Of(kind)))
    {
        Column = "guidance",
        Option = "--guidance",
        Summary = "No guidance, classifier-free guidance or SoftCFG.",
    };

    /// <summary><see cref="GuidanceOptions.Scale"/>.</summary>
    public static Setting<GuidanceOptions, double> Scale { get; } = new(nameof(GuidanceOptions.Scale),
        options => options.Scale, (options, scale) => options with { Scale = scale }, new NumberValues<double>(0, 1e4))
    {
        Summary = "The guidance scale that the schedule rises to; 1 is the conditional model, 0 no guidance.",
        Upstream = ["guidance_scale"],
        BelongsTo = Guided,
        Applies = IsGuided,
    };

    /// <summary><see cref="GuidanceOptions.ScalePower"/>.</summary>
    public static Setting<GuidanceOptions, double> ScalePower { get; } = new(nameof(GuidanceOptions.ScalePower),
        options => options.ScalePower, (options, power) => options with { ScalePower = power }, new NumberValues<double>(0, 100))
    {
        Key = "power",
        Summary = "How late the scale rises from 1; 0 keeps it constant.",
        Upstream = ["guidance_scale_pow"],
        BelongsTo = Guided,
        Applies = IsGuided,
    };

    /// <summary><see cref="GuidanceOptions.Strength"/>.</summary>
    public static Setting<GuidanceOptions, double> Strength { get; } = new(nameof(GuidanceOptions.Strength),
        options => options.Strength, (options, strength) => options with { Strength = strength }, new NumberValues<double>(0, 100))
    {
        Summary = "How strongly confident tokens are weakened; 0 is plain classifier-free guidance, bit for bit.",
        Upstream = ["softcfg_strength"],
        BelongsTo = Soft,
        Applies = IsSoft,
    };

    /// <summary><see cref="GuidanceOptions.StepNormalization"/>.</summary>
    public static Setting<GuidanceOptions, bool> StepNormalization { get; } = new(nameof(GuidanceOptions.StepNormalization),
        options => options.StepNormalization, (options, on) => options with { StepNormalization = on }, new SwitchValues())
    {
        Option = "--step-norm",
        Summary = "Whether the weakening is a budget that all tokens so far share, or one that grows with the image.",
        Upstream = ["step_norm"],
        UpstreamOpposite = "softcfg_disable_step_norm",
        BelongsTo = Soft,
        Applies = IsSoft,
    };

    /// <summary><see cref="GuidanceOptions.Confidence"/>.</summary>
    public static Setting<GuidanceOptions, ConfidenceSource> Confidence { get; } = new(nameof(GuidanceOptions.Confidence),
        options => options.Confidence, (options, source) => options with { Confidence = source }, new WordValues<ConfidenceSource>())
    {
        Summary = "A token's confidence: its own probability, or the largest one, as in the paper.",
        BelongsTo = Soft,
        Applies = IsSoft,
    };

    /// <summary><see cref="GuidanceOptions.Alignment"/>.</summary>
    public static Setting<GuidanceOptions, WeightAlignment> Alignment { get; } = new(nameof(GuidanceOptions.Alignment),
        options => options.Alignment, (options, alignment) => options with { Alignment = alignment }, new WordValues<WeightAlignment>())
    {
        Summary = "Which token's confidence weakens a value: the next one's, as released, or its own, as in the paper.",
        BelongsTo = Soft,
        Applies = IsSoft,
    };

    /// <summary><see cref="GuidanceOptions.MinimumWeight"/>.</summary>
    public static Setting<GuidanceOptions, double> MinimumWeight { get; } = new(nameof(GuidanceOptions.MinimumWeight),
        options => options.MinimumWeight, (options, weight) => options with { MinimumWeight = weight }, new NumberValues<double>(0, 1))
    {
        Summary = "The weight that no token falls below.",
        BelongsTo = $"{Soft} with step normalization",
        Applies = IsNormalized,
        IsFine = true,
    };

    /// <summary><see cref="GuidanceOptions.Epsilon"/>.</summary>
    public static Setting<GuidanceOptions, double> Epsilon { get; } = new(nameof(GuidanceOptions.Epsilon),
        options => options.Epsilon, (options, epsilon) => options with { Epsilon = epsilon }, new NumberValues<double>(1e-12, 1))
    {
        Summary = "Added to the sum of the confidences before they are divided by it.",
        BelongsTo = $"{Soft} with step normalization",
        Applies = IsNormalized,
        IsFine = true,
    };

    /// <summary>All of them.</summary>
    public static SettingTable<GuidanceOptions> All { get; } =
        new(Kind, Scale, ScalePower, Strength, StepNormalization, Confidence, Alignment, MinimumWeight, Epsilon);

    private static bool IsGuided(GuidanceOptions options) => options.Kind != GuidanceKind.None;

    private static bool IsSoft(GuidanceOptions options) => options.Kind == GuidanceKind.SoftCfg;

    private static bool IsNormalized(GuidanceOptions options) => IsSoft(options) && options.StepNormalization;
}
