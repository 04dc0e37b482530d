using SoftCfg.Loading.Configuration;
using static SoftCfg.Cli.Tests.Sampling.DocumentedCommands;

namespace SoftCfg.Cli.Tests.Sampling;

/// <summary>The commands of published documents work with another first word.</summary>
public sealed class DocumentedCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("b", 768, 24, 16, 1.8)]
    [InlineData("l", 1024, 24, 6, 0.7)]
    [InlineData("xl", 1280, 32, 13, 1.4)]
    public void AliTok_s_README(string size, int hidden, int layers, double scale, double power)
    {
        Write($"configs/alitok_{size}.yaml", AliTokFile(hidden, layers, scale, power));
        var config = Read(Words(AliTok(size)));
        Assert.Equal(("alitok", hidden, layers), (config.Family, Size(config, "hidden_size"), Size(config, "num_hidden_layers")));
        Assert.Equal(($"weights/alitok_{size}.bin", $"output/alitok_{size}"), (config.Generator.Checkpoint, config.Sampling.OutputFolder));
        Assert.Equal((scale, power, 1), (config.Sampling.Scale, config.Sampling.ScalePower, config.Sampling.Temperature));
        Assert.Null(config.Sampling.Strength);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, null)]
    public void SoftCFG_s_README_for_AliTok(bool asShell, bool? stepNorm)
    {
        Write("configs/alitok_xl.yaml", AliTokFile(1280, 32, 13, 1.4));
        var config = Read(Words(SoftCfgAliTok, asShell));
        Assert.Equal(("weights/alitok_xl.bin", "output/softcfg_alitok_xl"), (config.Generator.Checkpoint, config.Sampling.OutputFolder));
        Assert.Equal((9, 1.5, 1, 2ul), (config.Sampling.Scale, config.Sampling.ScalePower, config.Sampling.Strength, config.Sampling.Seed));
        Assert.Equal(stepNorm, config.Sampling.StepNormalization);
    }

    [Theory]
    [InlineData("b", 768, 24, 3072, "1.0", "16.0", "2.75")]
    [InlineData("l", 1024, 24, 4096, "1.02", "15.5", "2.5")]
    [InlineData("xl", 1280, 32, 5120, "1.02", "6.9", "1.5")]
    [InlineData("xxl", 1408, 40, 6144, "1.02", "8.0", "1.2")]
    public void RAR_s_README(string size, int hidden, int layers, int intermediate, string temperature, string scale, string power)
    {
        Write("configs/training/generator/rar.yaml", RarFile("1024", "pretrained_tokenizer_weight: maskgit-vqgan-imagenet-f16-256.bin"));
        var config = Read(Words(Rar(size, hidden, layers, intermediate, temperature, scale, power)));
        AssertRar(config, "rar", size, hidden, layers, intermediate, temperature, scale, power);
    }

    [Theory]
    [InlineData("b", 768, 24, 3072, "1.02", "6.0", "1.15")]
    [InlineData("l", 1024, 24, 4096, "1.04", "6.75", "1.01")]
    public void RobusTok_s_README(string size, int hidden, int layers, int intermediate, string temperature, string scale, string power)
    {
        Write("configs/generator/rar.yaml", RobusTokFile);
        var config = Read(Words(RobusTok(size, hidden, layers, intermediate, temperature, scale, power)));
        AssertRar(config, "robustok", size, hidden, layers, intermediate, temperature, scale, power);
        Assert.Equal("/path/to/RobustTok.pt", config.Tokenizer.Checkpoint);
    }

    [Fact]
    public void SoftCFG_s_README_for_RobusTok()
    {
        Write("configs/generator/rar.yaml", RobusTokFile);
        var config = Read(Words(SoftCfgRobusTok));
        Assert.Equal(("weights/rar_b.pt", "output/softcfg_robus"), (config.Generator.Checkpoint, config.Sampling.OutputFolder));
        Assert.Equal((16, 2.75, 1, true), (config.Sampling.Scale, config.Sampling.ScalePower, config.Sampling.Strength,
            config.Sampling.StepNormalization));
    }

    [Fact]
    public void SoftCFG_s_script_for_RobusTok()
    {
        Write("configs/generator/rar.yaml", RobusTokFile);
        var config = Read(Words(RobusTokScript));
        Assert.Equal(("checkpoints/rar_l.bin", "checkpoints/post-train.pt"), (config.Generator.Checkpoint, config.Tokenizer.Checkpoint));
        Assert.Equal((6.5, 1.01, 1, true), (config.Sampling.Scale, config.Sampling.ScalePower, config.Sampling.Strength,
            config.Sampling.StepNormalization));
    }

    [Fact]
    public void Lumina_s_command_is_refused_by_the_name_of_its_model() =>
        Run.Of(["sample", .. Words(SoftCfgLumina)]).Refused(
            "'--model_path' belongs to the commands of Lumina-mGPT 2.0, whose images have prompts. See 'softcfg generate --help'.");

    [Theory]
    [InlineData("config=F k.x=1", "config=F k.x=1")]
    [InlineData("--config F --k.x 1", "config=F k.x=1")]
    [InlineData("--config=F --k.x=1", "config=F k.x=1")]
    [InlineData("--k.x -1 --seed 3", "k.x=-1 --seed 3")]
    [InlineData("--step_norm True --scale 3", "--step-norm True --scale 3")]
    [InlineData("--step_norm --scale 3", "--step-norm on --scale 3")]
    [InlineData("--step_norm=False", "--step-norm False")]
    [InlineData("--step_norm on,off", "--step-norm on,off")]
    [InlineData("--greedy config=F", "--greedy on config=F")]
    [InlineData("--greedy", "--greedy on")]
    [InlineData("--softcfg_disable_step_norm", "--step-norm off")]
    [InlineData("--softcfg_disable_step_norm false", "--step-norm on")]
    [InlineData("--softcfg_disable_step_norm=true --count 3", "--step-norm off --count 3")]
    [InlineData("--trace a.b --output c.d", "--trace a.b --output c.d")]
    public void Every_spelling_is_put_as_the_tool_has_it(string typed, string put) =>
        Assert.Equal(["sample", .. put.Split(' ')], KnownWords.Translate(["sample", .. typed.Split(' ')]));

    [Theory]
    [InlineData("--config")]
    [InlineData("--model.generator.seed --count 3")]
    public void A_key_without_a_value_is_refused(string typed) =>
        Run.Of(["sample", .. typed.Split(' ')]).Refused($"'{typed.Split(' ')[0]}' needs a value, such as {typed.Split(' ')[0]}=VALUE.");

    [Fact]
    public void Commands_that_do_not_sample_have_their_words_left_alone() =>
        Assert.Equal(["inspect", "--config", " "], KnownWords.Translate(["inspect", "--config", " "]));

    private static void AssertRar(UpstreamConfig config, string family, string size, int hidden, int layers, int intermediate,
        string temperature, string scale, string power)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        Assert.Equal((family, hidden, layers, intermediate), (config.Family, Size(config, "hidden_size"), Size(config, "num_hidden_layers"),
            Size(config, "intermediate_size")));
        Assert.Equal(($"rar_{size}.bin", $"rar_{size}"), (config.Generator.Checkpoint, config.Sampling.OutputFolder));
        Assert.Equal((double.Parse(temperature, invariant), double.Parse(scale, invariant), double.Parse(power, invariant)),
            (config.Sampling.Temperature, config.Sampling.Scale, config.Sampling.ScalePower));
    }

    private static int Size(UpstreamConfig config, string name) => config.Generator.Config.GetProperty(name).GetInt32();

    /// <summary>Reads a command as the tool does, but for the folder in which the configuration is.</summary>
    private UpstreamConfig Read(string[] words)
    {
        var put = KnownWords.Translate(["sample", .. words]).Skip(1).ToList();
        Assert.All(put, word => Assert.True(UpstreamConfig.IsArgument(word), word));
        return UpstreamConfig.FromArguments(put.ConvertAll(word =>
            word.StartsWith("config=", StringComparison.Ordinal) ? $"config={folder.File(word["config=".Length..])}" : word));
    }

    private void Write(string name, string yaml)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        File.WriteAllText(folder.File(name), yaml);
    }

    private static string AliTokFile(int hidden, int layers, double scale, double power) => FormattableString.Invariant($"""
        model:
            vq_model:
                codebook_size: 4096
                token_size: 32
                num_latent_tokens: 273
            generator:
                hidden_size: {hidden}
                num_hidden_layers: {layers}
                num_attention_heads: 16
                tok_dropout: 0.1
                image_seq_len: 273
                condition_num_classes: 1000
                randomize_temperature: 1.0
                guidance_scale: {scale}
                guidance_scale_pow: {power}
                seed: 2
        """);

    private static string RarFile(string codes, string tokenizer) => $"""
        model:
            vq_model:
                codebook_size: {codes}
                num_latent_tokens: 256
                {tokenizer}
            generator:
                hidden_size: 768
                num_hidden_layers: 24
                num_attention_heads: 16
                intermediate_size: 3072
                image_seq_len: 256
                condition_num_classes: 1000
                randomize_temperature: 1.0
                guidance_scale: 16.0
                guidance_scale_pow: 2.75
        """;

    private static string RobusTokFile => RarFile("4096", "codebook_embed_dim: 64") + "\n" + """
                softcfg_strength: 0
            vq_ckpt: weights/robustok.pt
            ema: true
        """;
}
