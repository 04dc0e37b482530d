using System.CommandLine;
using SoftCfg.Cli.Sampling;
using SoftCfg.Cli.Terminal;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Options;

namespace SoftCfg.Cli.Tests.Sampling;

/// <summary>From the words of a command line to what is sampled.</summary>
public sealed class SampleOptionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter error = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--scale 9 --power 1.5 --strength 0.5 --step-norm off --temperature 1.02 --top-k 5")]
    [InlineData("--guidance_scale 9 --guidance_scale_pow 1.5 --softcfg_strength 0.5 --step_norm False --randomize_temperature 1.02 --top-k 5")]
    [InlineData("--guidance_scale=9 --guidance_scale_pow=1.5 --softcfg_strength=0.5 --softcfg_disable_step_norm --temperature=1.02 --top-k=5")]
    public void Names_of_published_programs_are_ours(string words)
    {
        var options = Read(["--model", Run.Model, .. words.Split(' ')]);
        Assert.Equal(new GuidanceOptions { Scale = 9, ScalePower = 1.5, Strength = 0.5, StepNormalization = false },
            options.Guidance(GuidanceKind.SoftCfg));
        Assert.Equal(new SamplingOptions { Temperature = 1.02, TopK = 5 }, options.Sampling);
        Assert.Equal(Enum.GetValues<GuidanceKind>(), options.Kinds);
    }

    [Theory]
    [InlineData("", GuidanceKind.ClassifierFree)]
    [InlineData("--softcfg_strength 1", GuidanceKind.SoftCfg)]
    [InlineData("--model.generator.softcfg_strength 1", GuidanceKind.SoftCfg)]
    [InlineData("--model.generator.softcfg_strength 1 --softcfg_strength 0", GuidanceKind.ClassifierFree)]
    [InlineData("--softcfg_strength 1 --guidance_scale 0", GuidanceKind.None)]
    [InlineData("--strength 0.5 --step-norm off", GuidanceKind.SoftCfg)]
    [InlineData("--preset rar-b-cfg", GuidanceKind.ClassifierFree)]
    [InlineData("--guidance none", GuidanceKind.None)]
    public void Of_a_configuration_scale_and_strength_decide_the_kind_of_guidance(string words, GuidanceKind kind) =>
        Assert.Equal([kind], Read(["--config", Configuration(), .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).Kinds);

    [Fact]
    public void A_setting_that_a_configuration_does_not_look_at_is_refused() => Assert.Equal(
        "--confidence belongs to SoftCFG, but the guidance is cfg. Leave it out, or add softcfg.",
        Assert.Throws<UsageException>(() => Read("--config", Configuration(), "--confidence", "sampled")).Message);

    [Fact]
    public void A_preset_brings_guidance_and_temperature_and_options_win_over_it()
    {
        var options = Read("--model", Run.Model, "--preset", "alitok-xl-softcfg", "--scale", "8");
        Assert.Equal([GuidanceKind.SoftCfg], options.Kinds);
        Assert.Equal((8, 1.5, 1, ConfidenceSource.Sampled), (options.Guided.Scale, options.Guided.ScalePower, options.Guided.Strength,
            options.Guided.Confidence));
        Assert.Equal(1, options.Sampling.Temperature);
        Assert.Contains("preset alitok-xl-softcfg was published for AliTok-XL; the model is tiny.", error.ToString());
        Assert.Equal([GuidanceKind.None, GuidanceKind.ClassifierFree],
            Read("--model", Run.Model, "--preset", "ALITOK-xl-softcfg", "--compare", "none,cfg").Kinds);
    }

    [Fact]
    public void What_is_to_be_known_of_a_preset_is_said()
    {
        Read("--model", Run.Model, "--preset", "alitok-l-cfg");
        Assert.Contains("1.49", error.ToString());
    }

    [Fact]
    public void An_unknown_preset_is_answered_with_the_nearest() => Assert.Equal(
        "--preset: there is no preset 'alitok-xl-soft-cfg'; did you mean 'alitok-xl-softcfg'? See 'softcfg presets'.",
        Assert.Throws<UsageException>(() => Read("--model", Run.Model, "--preset", "alitok-xl-soft-cfg")).Message);

    [Fact]
    public void The_paper_s_weights_are_one_option() => Assert.Equal(
        (ConfidenceSource.Maximum, WeightAlignment.Paper, 0, 0.7), Weights(Read("--model", Run.Model, "--paper", "--strength", "0.7")));

    [Fact]
    public void Who_asks_for_top_k_wants_tokens_drawn()
    {
        Assert.True(Read("--model", Run.Model, "--greedy").Sampling.Greedy);
        Assert.False(Read("--model", Run.Model, "--greedy", "off", "--top-k", "3").Sampling.Greedy);
    }

    [Theory]
    [InlineData("sample")]
    [InlineData("sweep")]
    public void Every_setting_is_in_the_help_with_what_it_may_be(string command)
    {
        var help = Words(Run.Of(command, "--help").Succeeded().Output);
        Assert.All(GuidanceSettings.All, setting => AssertIn(help, setting));
        Assert.All(SamplingSettings.All, setting => AssertIn(help, setting));
    }

    private static void AssertIn<TOptions>(string help, Setting<TOptions> setting)
    {
        Assert.Contains(setting.Option, help);
        if (setting.Name == nameof(GuidanceOptions.Kind))
            return;
        Assert.Contains(setting.Summary, help);
        Assert.Contains(setting.Expected[1..], help);
        Assert.All(setting.Upstream, name => Assert.Contains($"--{name}", help));
    }

    /// <summary>Help without the breaks of its lines and without its first column.</summary>
    private static string Words(string help) => string.Join(' ', help.Split('\n').Select(line => line.Trim())).Replace("  ", " ", StringComparison.Ordinal);

    private static (ConfidenceSource, WeightAlignment, double, double) Weights(SampleOptions options) =>
        (options.Guided.Confidence, options.Guided.Alignment, options.Guided.MinimumWeight, options.Guided.Strength);

    private SampleOptions Read(params string[] words)
    {
        var command = new SampleCommand(new Session(new StringWriter(), error, CancellationToken.None));
        var parse = command.Parse(KnownWords.Translate(["sample", .. words]).Skip(1).ToArray());
        Assert.Empty(parse.Errors);
        return command.Read(parse);
    }

    /// <summary>A configuration of the tiny model with the keys of RAR's.</summary>
    private string Configuration()
    {
        File.WriteAllText(folder.File("rar.yaml"), $"""
            experiment:
                generator_checkpoint: {Path.Combine(Run.Model, "generator.safetensors")}
            model:
                vq_model:
                    codebook_size: 32
                    pretrained_tokenizer_weight: {Path.Combine(Run.Model, "tokenizer.safetensors")}
                generator:
                    hidden_size: 64
                    num_hidden_layers: 3
                    num_attention_heads: 4
                    intermediate_size: 128
                    image_seq_len: 16
                    condition_num_classes: 10
                    guidance_scale: 6.9
                    guidance_scale_pow: 1.5
            """);
        return folder.File("rar.yaml");
    }
}
