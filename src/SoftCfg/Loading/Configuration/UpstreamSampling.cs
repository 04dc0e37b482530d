using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Options;

namespace SoftCfg.Loading.Configuration;

/// <summary>How a configuration samples; null where it says nothing and the family's defaults hold.</summary>
public sealed record UpstreamSampling
{
    /// <summary>Guidance scale the schedule rises to (<c>guidance_scale</c>); 0 is no guidance.</summary>
    public double? Scale { get; init; }

    /// <summary>How late the scale rises (<c>guidance_scale_pow</c>); 0 keeps it constant.</summary>
    public double? ScalePower { get; init; }

    /// <summary>What the logits are divided by (<c>randomize_temperature</c>).</summary>
    public double? Temperature { get; init; }

    /// <summary>SoftCFG strength (<c>softcfg_strength</c>); 0 is plain CFG.</summary>
    public double? Strength { get; init; }

    /// <summary>Whether confidences are divided by their sum (<c>step_norm</c>).</summary>
    public bool? StepNormalization { get; init; }

    /// <summary>The seed (<c>model.generator.seed</c>).</summary>
    public ulong? Seed { get; init; }

    /// <summary>Where images go, as written (<c>experiment.output_dir</c>).</summary>
    public string? OutputFolder { get; init; }

    private const string Section = "model.generator.";

    /// <summary>The keys of the settings that a configuration may have.</summary>
    internal static IEnumerable<string> Keys =>
        GuidanceSettings.All.SelectMany(setting => setting.Upstream)
            .Concat(SamplingSettings.All.SelectMany(setting => setting.Upstream)).Select(name => Section + name);

    internal static UpstreamSampling Read(ConfigValues values)
    {
        double? Number<TOptions>(Setting<TOptions, double> setting) where TOptions : class, new() =>
            values.Number(Section + setting.Upstream[0], setting.Values);
        return new()
        {
            Scale = Number(GuidanceSettings.Scale),
            ScalePower = Number(GuidanceSettings.ScalePower),
            Temperature = Number(SamplingSettings.Temperature),
            Strength = Number(GuidanceSettings.Strength),
            StepNormalization = values.Flag(Section + GuidanceSettings.StepNormalization.Upstream[0]),
            Seed = (ulong?)values.OptionalWholeNumber($"{Section}seed", 0, long.MaxValue),
            OutputFolder = values.Path("experiment.output_dir"),
        };
    }
}
