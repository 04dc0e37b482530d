using System.Text;
using static SoftCfg.Tests.Loading.Configuration.ConfigFiles;

namespace SoftCfg.Tests.Loading.Configuration;

public class InterpolationTests
{
    [Theory]
    [InlineData("${model.generator.seed}", "2")]
    [InlineData("out/${experiment.name}-${model.generator.seed}", "out/tiny-2")]
    [InlineData("${experiment.${dataset.key}}", "tiny")]
    [InlineData("${dataset.chain}", "tiny!")]
    [InlineData(@"\${kept}", "${kept}")]
    [InlineData("'${ experiment.name }'", "tiny")]
    public void References_are_replaced(string value, string text) =>
        Assert.Equal(text, Read(AliTok, $"experiment.output_dir={value}",
            "dataset.key=name", "dataset.chain=${dataset.link}", "dataset.link=${experiment.name}!").Sampling.OutputFolder);

    [Fact]
    public void A_whole_value_keeps_its_type()
    {
        var config = Read(AliTok, "model.generator.guidance_scale=${lr_scheduler.params.learning_rate}",
            "model.generator.step_norm=${experiment.resume}");
        Assert.Equal((4e-4, false), (config.Sampling.Scale, config.Sampling.StepNormalization));
    }

    [Fact]
    public void A_section_can_be_a_reference()
    {
        var config = Read(AliTok
            .Replace("\nmodel:", "\nlosses:", StringComparison.Ordinal)
            .Replace("\ntraining:", "\nmodel: ${training.model}\ntraining:\n    model: ${losses}", StringComparison.Ordinal));
        Assert.Equal(1280, config.Generator.Config.GetProperty("hidden_size").GetInt32());
    }

    [Theory]
    [InlineData("${nothing.here}", "'${nothing.here}' refers to a key that the configuration does not have.")]
    [InlineData("${oc.env:HOME}",
        "the resolver in '${oc.env:HOME}' is refused: a configuration reads no environment and runs nothing. " +
        "Write the value.")]
    [InlineData("${.name}", "'${.name}' is relative; write the whole key.")]
    [InlineData("${}", "'${}' names no key; expected names joined by dots.")]
    [InlineData("${a..b}", "'${a..b}' names no key; expected names joined by dots.")]
    [InlineData("'${experiment.name'", "'${experiment.name' opens '${' and does not close it.")]
    [InlineData("a-${model.generator}", "'a-${model.generator}' puts a section or a list into a text.")]
    [InlineData("${experiment.output_dir}", "interpolations run in a circle: experiment.output_dir -> experiment.output_dir.")]
    public void A_reference_that_leads_nowhere_is_refused(string value, string message) =>
        Assert.Equal($"override 'experiment.output_dir={value}': {message}", Refusal(AliTok, $"experiment.output_dir={value}"));

    [Fact]
    public void A_circle_is_shown_whole() =>
        Assert.Equal("override 'dataset.b=${dataset.a}': interpolations run in a circle: dataset.a -> dataset.b -> dataset.a.",
            Refusal(AliTok, "experiment.output_dir=${dataset.a}", "dataset.a=${dataset.b}", "dataset.b=${dataset.a}"));

    [Fact]
    public void A_reference_to_a_value_to_be_given_is_refused() =>
        Assert.Equal("override 'experiment.name=???': experiment.name is '???', a value to be given: add " +
            "experiment.name=VALUE to the command line.",
            Refusal(AliTok, "experiment.output_dir=out/${experiment.name}", "experiment.name=???"));

    [Theory]
    [InlineData(0, "the value needs more than 1000 interpolations.")]
    [InlineData(1000, "the text becomes longer than 65536 letters.")]
    public void References_that_double_are_refused(int length, string message)
    {
        var yaml = new StringBuilder(AliTok)
            .Replace("experiment:", "experiment:\n    output_dir: ${dataset.a40}")
            .Replace("dataset:", "dataset:\n    a0: '" + new string('x', length) + "'");
        var doubling = string.Concat(Enumerable.Range(1, 40).Select(i =>
            $"    a{i}: ${{dataset.a{i - 1}}}${{dataset.a{i - 1}}}\n"));
        yaml.Replace("dataset:\n", "dataset:\n" + doubling);
        Assert.EndsWith(message, Refusal(yaml.ToString()), StringComparison.Ordinal);
    }
}
