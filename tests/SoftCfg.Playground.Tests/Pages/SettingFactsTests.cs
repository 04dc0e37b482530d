using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Playground.Pages;

namespace SoftCfg.Playground.Tests.Pages;

public sealed class SettingFactsTests
{
    [Fact]
    public void Every_setting_of_the_tables_is_told()
    {
        Assert.Equal(GuidanceSettings.All.Select(setting => setting.Key), SettingFacts.Of(GuidanceSettings.All).Select(facts => facts.Key));
        Assert.Equal(SamplingSettings.All.Select(setting => setting.Key), SettingFacts.Of(SamplingSettings.All).Select(facts => facts.Key));
    }

    [Fact]
    public void A_number_has_its_range()
    {
        var weight = Assert.Single(SettingFacts.Of(GuidanceSettings.All), facts => facts.Key == "minimum_weight");
        Assert.Equal(("number", 0.0, 1.0, false), (weight.Values, weight.Least, weight.Most, weight.Whole));
        Assert.Empty(weight.Words);
        var k = Assert.Single(SettingFacts.Of(SamplingSettings.All), facts => facts.Key == "top_k");
        Assert.Equal((0.0, (double)int.MaxValue, true), (k.Least, k.Most, k.Whole));
    }

    [Fact]
    public void A_word_has_its_words()
    {
        var kind = Assert.Single(SettingFacts.Of(GuidanceSettings.All), facts => facts.Key == "kind");
        Assert.Equal("words", kind.Values);
        Assert.Equal(["none", "cfg", "softcfg"], kind.Words);
        Assert.Null(kind.Least);
    }

    [Fact]
    public void A_setting_says_what_it_needs_of_the_others()
    {
        var facts = SettingFacts.Of(GuidanceSettings.All).ToDictionary(one => one.Key, StringComparer.Ordinal);
        Assert.Empty(facts["kind"].Needs);
        Assert.Equal(["cfg", "softcfg"], facts["scale"].Needs["kind"]);
        Assert.Equal(["softcfg"], facts["minimum_weight"].Needs["kind"]);
        Assert.Equal(["on"], facts["minimum_weight"].Needs["step_normalization"]);
        Assert.Equal(["off"], SettingFacts.Of(SamplingSettings.All).Single(one => one.Key == "top_p").Needs["greedy"]);
    }
}
