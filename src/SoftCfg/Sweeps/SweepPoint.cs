using System.Text.Json.Serialization;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Options;

namespace SoftCfg.Sweeps;

/// <summary>
/// One combination of settings. What nothing looks at under them has its default, so that equal points make equal images.
/// </summary>
[JsonConverter(typeof(SweepPointConverter))]
public sealed record SweepPoint
{
    /// <summary>Makes a point.</summary>
    /// <param name="guidance">How it is guided.</param>
    /// <param name="sampling">How tokens are drawn.</param>
    public SweepPoint(GuidanceOptions guidance, SamplingOptions sampling) => (Guidance, Sampling) =
        (GuidanceSettings.All.Normalize(guidance), SamplingSettings.All.Normalize(sampling));

    /// <summary>How it is guided.</summary>
    public GuidanceOptions Guidance { get; }

    /// <summary>How tokens are drawn.</summary>
    public SamplingOptions Sampling { get; }

    /// <summary>The guidance scale; null without guidance.</summary>
    public double? Scale => GuidanceSettings.Scale.AppliesTo(Guidance) ? Guidance.Scale : null;

    /// <summary>
    /// The point in one word that is a file name everywhere, such as <c>cfg_scale-1.5_power-1_temperature-0.9</c>. Equal
    /// points have equal keys, and only they.
    /// </summary>
    public string Key => string.Join('_', [GuidanceNames.Of(Guidance.Kind), .. Words(GuidanceSettings.All, Guidance),
        .. Words(SamplingSettings.All, Sampling)]);

    private static IEnumerable<string> Words<TOptions>(SettingTable<TOptions> table, TOptions options)
        where TOptions : class, new() =>
        from setting in table
        where setting.Name != nameof(GuidanceOptions.Kind)
        where setting.AppliesTo(options) && !(setting.IsFine && setting.TextOf(options) == setting.TextOf(new TOptions()))
        select $"{setting.Option[2..]}-{setting.TextOf(options)}";
}
