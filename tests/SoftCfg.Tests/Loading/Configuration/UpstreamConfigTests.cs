using System.Text.Json;
using SoftCfg.Loading.Configuration;
using static SoftCfg.Tests.Loading.Configuration.ConfigFiles;

namespace SoftCfg.Tests.Loading.Configuration;

public class UpstreamConfigTests
{
    [Fact]
    public void An_AliTok_file_is_read()
    {
        var config = Read(AliTok);
        Assert.Equal("alitok", config.Family);
        Assert.Equal((null, "alitok"), (config.Generator.Checkpoint, config.Generator.Family));
        AssertSizes("""
            {
              "hidden_size": 1280, "num_hidden_layers": 32, "num_attention_heads": 16, "image_seq_len": 273,
              "codebook_size": 4096, "condition_num_classes": 1000
            }
            """, config.Generator.Config);
        // Its tensors tell its sizes.
        Assert.Equal(new UpstreamTokenizer
        {
            CheckpointKey = "experiment.tokenizer_checkpoint",
            Checkpoint = "weights/AliTok.pth",
        }, config.Tokenizer);
        Assert.Equal(new UpstreamSampling
        {
            Scale = 13,
            ScalePower = 1.4,
            Temperature = 1,
            Strength = 0,
            StepNormalization = false,
            Seed = 2,
        }, config.Sampling);
        Assert.Equal(
        [
            "experiment.project", "experiment.name", "experiment.max_train_examples", "experiment.resume",
            "model.generator.dropout", "model.generator.tok_dropout", "dataset", "optimizer", "lr_scheduler", "training",
        ], config.Ignored);
    }

    [Fact]
    public void A_RAR_file_is_read()
    {
        var config = Read(Rar);
        Assert.Equal("rar", config.Family);
        Assert.Equal("rar", config.Generator.Family);
        Assert.Equal((3072, 1024), (Size(config, "intermediate_size"), Size(config, "codebook_size")));
        Assert.Equal("maskgit-vqgan-imagenet-f16-256.bin", config.Tokenizer.Checkpoint);
        Assert.Equal("model.vq_model.pretrained_tokenizer_weight", config.Tokenizer.CheckpointKey);
        Assert.Equal(new UpstreamSampling { Scale = 16, ScalePower = 2.75, Temperature = 1 }, config.Sampling);
    }

    [Fact]
    public void A_RobusTok_file_is_read()
    {
        var config = Read(RobusTok);
        Assert.Equal("robustok", config.Family);
        Assert.Equal("rar", config.Generator.Family);
        Assert.Equal(("model.vq_ckpt", "weights/robustok.pt", "robustok"),
            (config.Tokenizer.CheckpointKey, config.Tokenizer.Checkpoint, config.Tokenizer.Family));
        AssertSizes("""
            {
              "codebook_size": 4096, "codebook_embed_dim": 64, "codebook_l2_norm": true, "v_patch_nums": [16],
              "num_latent_tokens": 256, "enc_type": "dinov2", "dec_type": "dinov2",
              "encoder_model": "vit_base_patch14_dinov2.lvd142m", "decoder_model": "vit_base_patch14_dinov2.lvd142m",
              "abs_pos_embed": true, "product_quant": 1, "ema": true, "img_size": 256, "patch_size": 16,
              "embed_dim": null, "depth": null, "num_heads": null
            }
            """, config.Tokenizer.Config!.Value);
        Assert.Equal(["model.vq_model.semantic_guide", "model.vq_model.detail_guide"], config.Ignored);
        Assert.True(config.Sampling.StepNormalization);
    }

    [Fact]
    public void The_command_line_of_the_sampling_script_is_read()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("rar.yaml");
        File.WriteAllText(file, RobusTok);
        var config = UpstreamConfig.FromArguments(
        [
            $"config={file}", "experiment.output_dir=rar_b", "experiment.generator_checkpoint=rar_b.bin",
            "model.vq_ckpt=/path/to/RobustTok.pt", "--model.generator.hidden_size=768",
            "-model.generator.intermediate_size=3072", "model.generator.softcfg_strength=1.5",
        ]);
        Assert.Equal(file, config.File);
        Assert.Equal(("rar_b.bin", 768, 3072),
            (config.Generator.Checkpoint, Size(config, "hidden_size"), Size(config, "intermediate_size")));
        Assert.Equal(("rar_b", 1.5, 6.75), (config.Sampling.OutputFolder, config.Sampling.Strength, config.Sampling.Scale));
        Assert.Equal("/path/to/RobustTok.pt", config.Tokenizer.Checkpoint);
    }

    [Theory]
    [InlineData("config=a.yaml", true)]
    [InlineData("--config=a.yaml", true)]
    [InlineData("model.generator.seed=1", true)]
    [InlineData("--model.generator.seed=1", true)]
    [InlineData("experiment=x", true)]
    [InlineData("--scale=3", false)]
    [InlineData("--classes", false)]
    [InlineData("model.json", false)]
    [InlineData("=3", false)]
    [InlineData("a b=3", false)]
    public void Words_of_a_command_line_are_told_from_options(string word, bool isArgument) =>
        Assert.Equal(isArgument, UpstreamConfig.IsArgument(word));

    [Fact]
    public void A_command_line_without_a_file_is_refused()
    {
        Assert.Equal("override 'a.b=1 c=2': no file is named; add config=FILE.yaml.",
            Assert.Throws<ConfigurationException>(() => UpstreamConfig.FromArguments(["a.b=1", "c=2"])).Message);
        Assert.Equal("override 'config=': expected the path of a YAML file.",
            Assert.Throws<ConfigurationException>(() => UpstreamConfig.FromArguments(["config="])).Message);
    }

    [Fact]
    public void Values_that_something_else_may_give_say_how_when_they_are_needed()
    {
        var config = Read(AliTok, "experiment.generator_checkpoint=???", "experiment.output_dir=null");
        Assert.Null(config.Generator.Checkpoint);
        Assert.Null(config.Sampling.OutputFolder);
        Assert.Equal("override 'experiment.generator_checkpoint=???': experiment.generator_checkpoint is '???', a value to " +
            "be given: add experiment.generator_checkpoint=VALUE to the command line.",
            config.NotGiven(UpstreamGenerator.CheckpointKey).Message);
        Assert.Equal("override 'experiment.output_dir=null': experiment.output_dir is null, but it is needed: add " +
            "experiment.output_dir=VALUE to the command line.", config.NotGiven("experiment.output_dir").Message);
        Assert.Equal($"{config.File}: experiment.tokenizer_checkpoint is missing: write it into the file, or add " +
            "experiment.tokenizer_checkpoint=VALUE to the command line.",
            config.NotGiven("experiment.tokenizer_checkpoint").Message);
    }

    [Fact]
    public void Every_value_remembers_where_it_was_written()
    {
        var config = Read(AliTok, "model.generator.guidance_scale=9");
        Assert.Equal("override 'model.generator.guidance_scale=9'",
            config.OriginOf("model.generator.guidance_scale")!.ToString());
        Assert.Equal($"{config.File}:12:22", config.OriginOf("model.generator.hidden_size")!.ToString());
        Assert.Null(config.OriginOf("model.generator.nothing"));
        Assert.Equal($"{config.File}:12:22: model.generator.hidden_size: too large for this machine.",
            config.Error("model.generator.hidden_size", "too large for this machine.").Message);
    }

    [Theory]
    [InlineData("hidden_size: 12.5",
        "FILE:12:22: model.generator.hidden_size is '12.5'; it must be a whole number from 1 to 1048576.")]
    [InlineData("hidden_size: '768'",
        "FILE:12:22: model.generator.hidden_size is '768'; it must be a whole number from 1 to 1048576. It is a " +
        "text here; leave the quotes out.")]
    [InlineData("hidden_size: 0", "FILE:12:22: model.generator.hidden_size is '0'; it must be a whole number from 1 to 1048576.")]
    [InlineData("hidden_size: 0768",
        "FILE:12:22: model.generator.hidden_size is '0768'; it must be a whole number from 1 to 1048576.")]
    [InlineData("hidden_size: [1]", "FILE:12:22: model.generator.hidden_size is a list; expected a single value.")]
    [InlineData("hidden_size: {a: 1}", "FILE:12:22: model.generator.hidden_size is a section; expected a single value.")]
    [InlineData("hidden_size: ???",
        "FILE:12:22: model.generator.hidden_size is '???', a value to be given: add " +
        "model.generator.hidden_size=VALUE to the command line.")]
    [InlineData("hidden_size:",
        "FILE:12:21: model.generator.hidden_size is null, but it is needed: add " +
        "model.generator.hidden_size=VALUE to the command line.")]
    [InlineData("hidden_sise: 1",
        "FILE:12:22: 'model.generator.hidden_sise' is no key of AliTok configurations; did you mean " +
        "'model.generator.hidden_size'?")]
    public void A_size_that_is_none_is_refused_with_its_place(string line, string message) =>
        Assert.Equal(message, Refusal(AliTokWith("hidden_size", line)));

    [Theory]
    [InlineData("guidance_scale=-1", "model.generator.guidance_scale is '-1'; it must be a number from 0 to 10000.")]
    [InlineData("guidance_scale=.inf", "model.generator.guidance_scale is '.inf'; it must be a number from 0 to 10000.")]
    [InlineData("guidance_scale=much", "model.generator.guidance_scale is 'much'; it must be a number from 0 to 10000.")]
    [InlineData("guidance_scale=???",
        "model.generator.guidance_scale is '???', a value to be given: add model.generator.guidance_scale=VALUE " +
        "to the command line.")]
    [InlineData("randomize_temperature=0",
        "model.generator.randomize_temperature is '0'; it must be a number from 1E-06 to 1000000.")]
    [InlineData("step_norm=1", "model.generator.step_norm is '1'; it must be true or false.")]
    [InlineData("seed=-1", "model.generator.seed is '-1'; it must be a whole number from 0 to 9223372036854775807.")]
    [InlineData("intermediate_size=3072",
        "model.generator.intermediate_size makes this a RAR configuration, but model.generator.tok_dropout " +
        "(FILE:16:22) an AliTok one; leave one of them out.")]
    [InlineData("guidence_scale=3",
        "'model.generator.guidence_scale' is no key of AliTok configurations; did you mean " +
        "'model.generator.guidance_scale'?")]
    [InlineData("zzz=3", "'model.generator.zzz' is no key of AliTok configurations.")]
    public void A_setting_that_is_none_is_refused_with_its_override(string setting, string message) =>
        Assert.Equal($"override '--model.generator.{setting}': {message}", Refusal(AliTok, $"--model.generator.{setting}"));

    [Theory]
    [InlineData("generator.guidance_scale=3", "'generator' is no key of AliTok configurations; did you mean 'model.generator'?")]
    [InlineData("model.guidance_scale=3",
        "'model.guidance_scale' is no key of AliTok configurations; did you mean " +
        "'model.generator.guidance_scale'?")]
    [InlineData("modell.generator.seed=3", "'modell' is no key of AliTok configurations; did you mean 'model'?")]
    [InlineData("model.generator=3", "model.generator is a section; expected keys below it.")]
    [InlineData("experiment.output_dir=''", "experiment.output_dir is ''; it must be a path.")]
    [InlineData("experiment.output_dir=[a]", "experiment.output_dir is a list; expected a single value.")]
    public void A_key_in_the_wrong_place_is_answered_with_the_right_one(string entry, string message) =>
        Assert.Equal($"override '{entry}': {message}", Refusal(AliTok, entry));

    [Theory]
    [InlineData("enc_type=cnn", "model.vq_model.enc_type is 'cnn', which is not supported; it must be dinov2.")]
    [InlineData("dec_type=cnn", "model.vq_model.dec_type is 'cnn', which is not supported; it must be dinov2.")]
    [InlineData("product_quant=2", "model.vq_model.product_quant is '2', which is not supported; it must be 1.")]
    [InlineData("lfq=True", "model.vq_model.lfq is 'True', which is not supported; it must be false.")]
    [InlineData("abs_pos_embed=False", "model.vq_model.abs_pos_embed is 'False', which is not supported; it must be true.")]
    [InlineData("v_patch_nums=[8,16]",
        "model.vq_model.v_patch_nums has 2 numbers, which means a residual quantizer; only one, as in [16], is " +
        "supported.")]
    [InlineData("v_patch_nums=16", "model.vq_model.v_patch_nums is '16'; it must be a list, such as [16].")]
    [InlineData("v_patch_nums=[a]", "model.vq_model.v_patch_nums must be a list of whole numbers from 1 to 1048576.")]
    public void A_RobusTok_network_that_is_not_supported_is_refused(string setting, string message) =>
        Assert.Equal($"override 'model.vq_model.{setting}': {message}", Refusal(RobusTok, $"model.vq_model.{setting}"));

    [Theory]
    [InlineData("", "FILE")]
    [InlineData("model: {generator: {hidden_size: 3}}", "FILE")]
    public void A_file_of_no_known_family_says_how_families_are_told(string yaml, string place) =>
        Assert.Equal($"{place}: this is no configuration known here: an AliTok one has model.generator.tok_dropout, " +
            "a RAR one has model.generator.intermediate_size.", Refusal(yaml));

    [Fact]
    public void A_missing_size_is_named() =>
        Assert.Equal("FILE: model.generator.num_hidden_layers is missing: write it into the file, or add " +
            "model.generator.num_hidden_layers=VALUE to the command line.",
            Refusal(Rar.Replace("num_hidden_layers: 24", "dropout: 0", StringComparison.Ordinal)));

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Equal("nowhere/config.yaml: there is no such file.",
            Assert.Throws<ConfigurationException>(() => UpstreamConfig.Read("nowhere/config.yaml", [])).Message);

    private static int Size(UpstreamConfig config, string name) => config.Generator.Config.GetProperty(name).GetInt32();

    private static void AssertSizes(string expected, JsonElement actual)
    {
        using var json = JsonDocument.Parse(expected);
        Assert.True(JsonElement.DeepEquals(json.RootElement, actual), actual.ToString());
    }
}
