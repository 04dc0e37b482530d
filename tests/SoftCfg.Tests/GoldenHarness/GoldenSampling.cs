using System.Text.Json;
using SoftCfg.Guidance;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The sampling parameters of a case as options, before a family's own reading of them.</summary>
internal static class GoldenSampling
{
    public static GuidanceOptions Guidance(JsonElement sampling) => new()
    {
        Scale = sampling.GetProperty("guidance_scale").GetDouble(),
        ScalePower = sampling.GetProperty("guidance_scale_pow").GetDouble(),
        Strength = sampling.GetProperty("softcfg_strength").GetDouble(),
        StepNormalization = sampling.GetProperty("step_norm").GetBoolean(),
        Alignment = WeightAlignment.Released,
    };
}
