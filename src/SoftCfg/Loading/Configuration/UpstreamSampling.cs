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

    // Smaller temperatures turn logits to infinity.
    private const double LeastTemperature = 1e-6;

    internal static UpstreamSampling Read(ConfigValues values) => new()
    {
        Scale = values.Number("model.generator.guidance_scale", 0),
        ScalePower = values.Number("model.generator.guidance_scale_pow", 0),
        Temperature = values.Number("model.generator.randomize_temperature", LeastTemperature),
        Strength = values.Number("model.generator.softcfg_strength", 0),
        StepNormalization = values.Flag("model.generator.step_norm"),
        Seed = (ulong?)values.OptionalWholeNumber("model.generator.seed", 0, long.MaxValue),
        OutputFolder = values.Path("experiment.output_dir"),
    };
}
