using SoftCfg.Checkpoints;
using SoftCfg.Guidance;
using SoftCfg.Loading;
using SoftCfg.Loading.Configuration;
using SoftCfg.Tests.GoldenHarness;

namespace SoftCfg.Tests.Loading;

/// <summary>Models described by published configuration files.</summary>
public sealed class UpstreamModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public UpstreamModelTests()
    {
        Copy("weights-ar", "rar.safetensors");
        Copy("weights-maskgit-vq", "vq.safetensors");
        File.WriteAllText(folder.File("rar.yaml"), $"""
            experiment:
                generator_checkpoint: {folder.File("rar.safetensors")}
            model:
                vq_model:
                    codebook_size: 32
                    pretrained_tokenizer_weight: {folder.File("vq.safetensors")}
                generator:
                    hidden_size: 64
                    num_hidden_layers: 3
                    num_attention_heads: 4
                    intermediate_size: 128
                    image_seq_len: 16
                    condition_num_classes: 10
                    randomize_temperature: 1.02
                    guidance_scale: 6.9
                    guidance_scale_pow: 1.5
            """);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Sizes_files_and_settings_are_those_of_the_configuration()
    {
        var model = Describe();
        Assert.Equal("RAR of 3 layers, 64 channels", model.Name);
        Assert.Equal(folder.File("rar.safetensors"), model.Generator.File);
        Assert.Equal((6.9, 1.5, 1.02), (model.Guidance.Scale, model.Guidance.ScalePower, model.Sampling.Temperature));
        Assert.Equal((ConfidenceSource.Maximum, WeightAlignment.Released), (model.Guidance.Confidence, model.Guidance.Alignment));
        using var generator = ImageGenerator.Load(model, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(64, generator.ImageSize);
    }

    [Theory]
    [InlineData(GuidanceKind.ClassifierFree)]
    [InlineData(GuidanceKind.ClassifierFree, "model.generator.softcfg_strength=0")]
    [InlineData(GuidanceKind.SoftCfg, "model.generator.softcfg_strength=1")]
    [InlineData(GuidanceKind.None, "model.generator.softcfg_strength=1", "--model.generator.guidance_scale=0")]
    public void Strength_and_scale_decide_the_kind_of_guidance(GuidanceKind kind, params string[] overrides) =>
        Assert.Equal(kind, Describe(overrides).Guidance.Kind);

    [Fact]
    public void Step_normalization_is_on_unless_switched_off()
    {
        Assert.True(Describe().Guidance.StepNormalization);
        Assert.False(Describe("model.generator.step_norm=False").Guidance.StepNormalization);
    }

    [Fact]
    public void A_configuration_of_another_size_than_the_checkpoint_is_refused()
    {
        var model = Describe("model.generator.hidden_size=128");
        var error = Assert.Throws<CheckpointException>(() =>
            ImageGenerator.Load(model, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("hidden_size is 64 instead of 128", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_tokenizer_of_another_codebook_is_refused()
    {
        var error = Assert.Throws<CheckpointException>(() => Describe("model.vq_model.codebook_size=1024"));
        Assert.Contains("vq.safetensors: this is a MaskGIT-VQGAN", error.Message, StringComparison.Ordinal);
        Assert.Contains("asks for RAR of 3 layers, 64 channels, 16 tokens of 1024 codes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_make_no_model_are_blamed_on_the_configuration()
    {
        var model = Describe("model.generator.num_attention_heads=7");
        var error = Assert.Throws<CheckpointException>(() =>
            ImageGenerator.Load(model, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal($"{folder.File("rar.yaml")}: num_attention_heads is 7, which does not divide hidden_size 64.", error.Message);
    }

    [Fact]
    public void A_checkpoint_that_is_not_there_is_named_with_its_key()
    {
        var error = Assert.Throws<CheckpointException>(() => Describe("experiment.generator_checkpoint=nowhere.bin"));
        Assert.Equal("nowhere.bin: there is no such file; experiment.generator_checkpoint asks for it.", error.Message);
    }

    [Fact]
    public void A_checkpoint_that_is_not_given_says_how_to_give_it()
    {
        var error = Assert.Throws<ConfigurationException>(() => Describe("experiment.generator_checkpoint=null"));
        Assert.Contains("experiment.generator_checkpoint", error.Message, StringComparison.Ordinal);
    }

    private ModelDescription Describe(params string[] overrides) =>
        ModelDescription.From(UpstreamConfig.Read(folder.File("rar.yaml"), overrides));

    private void Copy(string weights, string name) =>
        File.Copy(Path.Combine(GoldenCases.OwnFolder, "rar", weights, "weights.safetensors"), folder.File(name));
}
