using SoftCfg.Guidance;

namespace SoftCfg.Tests.Guidance;

public class GuidanceFormulaTests
{
    private static readonly GuidanceOptions Cfg = new() { Kind = GuidanceKind.ClassifierFree, Scale = 9, ScalePower = 1.5 };

    [Fact]
    public void Without_guidance_the_conditional_branch_is_all_there_is()
    {
        Assert.Equal(["guided = cond"], GuidanceFormula.Of(Cfg with { Kind = GuidanceKind.None }));
        Assert.Equal(["guided = cond"], GuidanceFormula.Of(Cfg with { Scale = 0 }));
    }

    [Fact]
    public void Guidance_of_ones_own_is_named() => Assert.Equal(["guided = apg(cond, uncond)"],
        GuidanceFormula.Of(Cfg with { Own = new OwnGuidance("apg", _ => new NoGuidance()) }));

    [Fact]
    public void A_scale_that_rises_says_from_where_to_where() => Assert.Equal(
        ["guided = uncond + s(t) (cond - uncond), s from 1 to 9, cosine power 1.5"], GuidanceFormula.Of(Cfg));

    [Fact]
    public void A_constant_scale_says_so()
    {
        Assert.Equal(["guided = uncond + s (cond - uncond), s = 9 at every step"], GuidanceFormula.Of(Cfg with { ScalePower = 0 }));
        Assert.Equal(["guided = uncond + s (cond - uncond), s = 1 at every step"], GuidanceFormula.Of(Cfg with { Scale = 1 }));
    }

    [Fact]
    public void SoftCFG_has_its_weights_on_a_second_line()
    {
        var soft = Cfg with { Kind = GuidanceKind.SoftCfg };
        Assert.Equal([GuidanceFormula.Of(Cfg)[0],
            "uncond sees values times w(j) = max(0.05, 1 - c(j) / (sum of c + 1E-05)), c(j) the largest probability behind token j"],
            GuidanceFormula.Of(soft));
        Assert.Equal("uncond sees values times w(j) = (1 - c(j))^2, c(j) the sampled token's probability of token j",
            GuidanceFormula.Of(soft with
            {
                StepNormalization = false,
                Strength = 2,
                Confidence = ConfidenceSource.Sampled,
                Alignment = WeightAlignment.Paper,
            })[1]);
        Assert.Single(GuidanceFormula.Of(soft with { Strength = 0 }));
    }
}
