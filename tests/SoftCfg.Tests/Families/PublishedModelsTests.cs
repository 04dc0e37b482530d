using SoftCfg.Families;
using SoftCfg.Guidance;

namespace SoftCfg.Tests.Families;

/// <summary>What was published for each model, with its source.</summary>
public class PublishedModelsTests
{
    [Theory]
    [InlineData("alitok-b-cfg", 16, 1.8, 1, 1.50)]
    [InlineData("alitok-l-cfg", 6, 0.7, 1, 1.42)]
    [InlineData("alitok-l-cfg-6-0.75", 6, 0.75, 1, 1.409)]
    [InlineData("alitok-l-cfg-5.5-0.7", 5.5, 0.7, 1, 1.41)]
    [InlineData("alitok-xl-cfg", 13, 1.4, 1, 1.35)]
    [InlineData("alitok-xl-softcfg", 9, 1.5, 1, 1.27)]
    [InlineData("rar-b-cfg", 16, 2.75, 1, 1.95)]
    [InlineData("rar-l-cfg", 15.5, 2.5, 1.02, 1.70)]
    [InlineData("rar-xl-cfg", 6.9, 1.5, 1.02, 1.50)]
    [InlineData("rar-xxl-cfg", 8, 1.2, 1.02, 1.48)]
    [InlineData("robustok-rar-b-cfg", 6, 1.15, 1.02, 1.60)]
    [InlineData("robustok-rar-l-cfg", 6.75, 1.01, 1.04, 1.36)]
    [InlineData("robustok-rar-b-softcfg", 16, 2.75, 1, null)]
    [InlineData("robustok-rar-l-softcfg", 6.5, 1.01, 1, null)]
    [InlineData("robustok-rar-l-softcfg-5.5", 5.5, 1.01, 1, null)]
    public void Settings_and_FID_are_the_published_ones(string name, double scale, double power, double temperature, double? fid)
    {
        var settings = PublishedModels.All.SelectMany(model => model.Settings).Single(settings => settings.Name == name);
        Assert.Equal((scale, power, temperature, fid),
            (settings.Guidance.Scale, settings.Guidance.ScalePower, settings.Temperature, settings.Fid));
        Assert.Equal(name.Contains("softcfg", StringComparison.Ordinal) ? GuidanceKind.SoftCfg : GuidanceKind.ClassifierFree,
            settings.Guidance.Kind);
    }

    [Fact]
    public void Every_model_has_settings_for_CFG_and_for_SoftCFG_with_their_source()
    {
        var models = PublishedModels.All;
        Assert.Equal(["AliTok-B", "AliTok-L", "AliTok-XL", "RAR-B", "RAR-L", "RAR-XL", "RAR-XXL", "RobusTok RAR-B", "RobusTok RAR-L"],
            models.Select(model => model.Name));
        foreach (var model in models)
        {
            Assert.Equal(GuidanceKind.ClassifierFree, model.Settings[0].Guidance.Kind);
            Assert.Contains(model.Settings, settings => settings.Guidance.Kind == GuidanceKind.SoftCfg);
            Assert.All(model.Settings, settings => Assert.NotEmpty(settings.Source));
            Assert.All(model.Settings, settings => settings.Guidance.Validate());
        }
        var all = models.SelectMany(model => model.Settings).ToList();
        Assert.Equal(all.Count, all.DistinctBy(settings => settings.Name).Count());
    }

    [Fact]
    public void SoftCFG_settings_without_a_figure_say_why() => Assert.All(
        PublishedModels.All.SelectMany(model => model.Settings).Where(settings => settings.Fid is null),
        settings => Assert.False(string.IsNullOrEmpty(settings.Caveat), settings.Name));

    [Fact]
    public void Sizes_are_listed_under_the_published_names() => Assert.Equal(
        (1280, 32, 16, 273, 4096, 1000),
        PublishedModels.All.Single(model => model.Name == "AliTok-XL").Sizes is var sizes
            ? (sizes["hidden_size"], sizes["num_hidden_layers"], sizes["num_attention_heads"], sizes["image_seq_len"],
                sizes["codebook_size"], sizes["condition_num_classes"])
            : default);
}
