using CsCheck;
using SoftCfg.Loading.Configuration;
using static SoftCfg.Tests.Loading.Configuration.ConfigFiles;

namespace SoftCfg.Tests.Loading.Configuration;

public class OverrideTests
{
    [Theory]
    [InlineData("9", 9)]
    [InlineData("9.5", 9.5)]
    [InlineData("1e-4", 1e-4)]
    [InlineData("4E2", 400)]
    [InlineData("1_281", 1281)]
    [InlineData("1_0.5", 10.5)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("+3", 3)]
    public void Numbers_are_those_of_OmegaConf(string value, double number) =>
        Assert.Equal(number, Read(AliTok, $"model.generator.guidance_scale={value}").Sampling.Scale);

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("on", true)]
    [InlineData("false", false)]
    [InlineData("FALSE", false)]
    [InlineData("no", false)]
    public void Truth_values_are_those_of_OmegaConf(string value, bool flag) =>
        Assert.Equal(flag, Read(AliTok, $"model.generator.step_norm={value}").Sampling.StepNormalization);

    [Theory]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("")]
    public void Null_takes_a_value_away(string value) =>
        Assert.Null(Read(AliTok, $"model.generator.guidance_scale={value}").Sampling.Scale);

    [Theory]
    [InlineData("out/run 1", "out/run 1")]
    [InlineData("\"a: b\"", "a: b")]
    [InlineData("'1e-4'", "1e-4")]
    [InlineData("a=b", "a=b")]
    [InlineData("17", "17")]
    [InlineData("'null'", "null")]
    public void Texts_are_those_of_OmegaConf(string value, string text) =>
        Assert.Equal(text, Read(AliTok, $"experiment.output_dir={value}").Sampling.OutputFolder);

    [Fact]
    public void Sections_are_merged_and_later_overrides_win()
    {
        var config = Read(AliTok, "model.generator={guidance_scale: 4, seed: 7}", "model.generator.seed=8", "config=other.yaml");
        Assert.Equal((4, 1.4, 8ul), (config.Sampling.Scale, config.Sampling.ScalePower, config.Sampling.Seed));
    }

    [Theory]
    [InlineData("model.generator.seed",
        "expected KEY=VALUE, such as model.generator.guidance_scale=9, without spaces around '='.")]
    [InlineData("=3", "'' is no key; expected names joined by dots, such as model.generator.seed.")]
    [InlineData("a..b=3", "'a..b' is no key; expected names joined by dots, such as model.generator.seed.")]
    [InlineData("---a=3", "'-a' is no key; expected names joined by dots, such as model.generator.seed.")]
    [InlineData("model.generator.seed[0]=3",
        "'model.generator.seed[0]' is no key; expected names joined by dots, such as model.generator.seed.")]
    [InlineData("model.generator.seed=!!int 3", "the tag 'tag:yaml.org,2002:int' is refused: values are plain data.")]
    public void An_override_that_is_none_is_refused(string entry, string message) =>
        Assert.Equal($"override '{entry}': {message}", Refusal(AliTok, entry));

    [Fact]
    public void A_value_that_is_no_YAML_is_refused() =>
        Assert.StartsWith("override 'model.generator.seed=[1': this is no valid YAML: ",
            Refusal(AliTok, "model.generator.seed=[1"), StringComparison.Ordinal);

    [Fact]
    public void Any_text_is_an_override_or_refused()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("config.yaml");
        File.WriteAllText(file, AliTok);
        Gen.String[Gen.Char["model.gntrs=-[]{}:'\"&*!%1 \t\n?$"], 0, 40].Sample(text =>
        {
            try
            {
                return UpstreamConfig.Read(file, [$"experiment.output_dir={text}"]) is not null;
            }
            catch (ConfigurationException e)
            {
                return e.Problem.Length > 0;
            }
        }, iter: 2000);
    }
}
