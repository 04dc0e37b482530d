using SoftCfg.Guidance;
using SoftCfg.Models.AliTok;
using SoftCfg.Models.Rar;

namespace SoftCfg.Tests.Families;

/// <summary>The settings of the releases, one line a model.</summary>
public class PresetTests
{
    [Theory]
    [InlineData("AliTok-B", 16, 1.8, 1)]
    [InlineData("AliTok-L", 6, 0.7, 1)]
    [InlineData("AliTok-XL", 13, 1.4, 1)]
    [InlineData("RAR-B", 16, 2.75, 1)]
    [InlineData("RAR-L", 15.5, 2.5, 1.02)]
    [InlineData("RAR-XL", 6.9, 1.5, 1.02)]
    [InlineData("RAR-XXL", 8, 1.2, 1.02)]
    [InlineData("RobusTok RAR-B", 6, 1.15, 1.02)]
    [InlineData("RobusTok RAR-L", 6.75, 1.01, 1.04)]
    public void Scale_power_and_temperature_are_the_release_s(string name, double scale, double power, double temperature)
    {
        var (guidance, found) = Settings(name);
        Assert.Equal((scale, power, temperature), (guidance.Scale, guidance.ScalePower, found));
        Assert.Equal((GuidanceKind.SoftCfg, 1, true, WeightAlignment.Released, 0.05, 1e-5), (guidance.Kind, guidance.Strength,
            guidance.StepNormalization, guidance.Alignment, guidance.MinimumWeight, guidance.Epsilon));
        guidance.Validate();
    }

    [Fact]
    public void Confidence_is_a_sampled_token_s_in_AliTok_and_the_largest_in_RAR()
    {
        Assert.All(AliTokPresets.All, preset => Assert.Equal(ConfidenceSource.Sampled, preset.Guidance.Confidence));
        Assert.All(RarPresets.All, preset => Assert.Equal(ConfidenceSource.Maximum, preset.Guidance.Confidence));
    }

    [Fact]
    public void The_paper_s_weights_are_one_step_away()
    {
        var paper = AliTokPresets.B.Guidance.AsInPaper();
        Assert.Equal(AliTokPresets.B.Guidance with
        {
            Confidence = ConfidenceSource.Maximum,
            Alignment = WeightAlignment.Paper,
            MinimumWeight = 0,
        }, paper);
        paper.Validate();
    }

    private static (GuidanceOptions Guidance, double Temperature) Settings(string name) =>
        AliTokPresets.All.Where(preset => preset.Name == name).Select(preset => (preset.Guidance, preset.Temperature))
            .Concat(RarPresets.All.Where(preset => preset.Name == name).Select(preset => (preset.Guidance, preset.Temperature)))
            .Single();
}
