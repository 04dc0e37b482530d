using SoftCfg.Checkpoints;
using SoftCfg.Loading;
using SoftCfg.Tests.GoldenHarness;

namespace SoftCfg.Tests.Loading;

/// <summary>Whatever the tool takes as a model, a program takes as well.</summary>
public sealed class LoadByPathTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public LoadByPathTests()
    {
        Copy("weights-ar", "generator.safetensors");
        Copy("weights-maskgit-vq", "vq.safetensors");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_checkpoint_its_folder_a_model_folder_its_description_and_a_configuration_load()
    {
        TinyModel.Create(folder.File("described"));
        File.WriteAllText(folder.File("rar.yaml"), $"""
            experiment: {"{"}generator_checkpoint: {folder.File("generator.safetensors")}{"}"}
            model:
                vq_model: {"{"}codebook_size: 32, pretrained_tokenizer_weight: {folder.File("vq.safetensors")}{"}"}
                generator:
                    hidden_size: 64
                    num_hidden_layers: 3
                    num_attention_heads: 4
                    intermediate_size: 128
                    image_seq_len: 16
                    condition_num_classes: 10
            """);
        foreach (var path in (string[])["generator.safetensors", "", "described", "described/model.json", "rar.yaml"])
        {
            using var generator = ImageGenerator.Load(folder.File(path), cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal((16, 64, 10), (generator.TokensPerImage, generator.ImageSize, generator.ClassCount));
        }
    }

    [Fact]
    public void The_image_tokenizer_may_be_named()
    {
        Directory.CreateDirectory(folder.File("elsewhere"));
        File.Move(folder.File("vq.safetensors"), folder.File("elsewhere/vq.safetensors"));
        var error = Assert.Throws<CheckpointException>(() => ImageGenerator.Load(folder.File("generator.safetensors"),
            cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("Give the tokenizer's checkpoint as well.", error.Message, StringComparison.Ordinal);
        using var generator = ImageGenerator.Load(folder.File("generator.safetensors"), folder.File("elsewhere/vq.safetensors"),
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(16, generator.TokensPerImage);
    }

    [Fact]
    public void The_embedded_model_goes_by_its_name()
    {
        using var generator = ImageGenerator.Load("fashion", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((28, 10), (generator.ImageSize, generator.ClassCount));
        Assert.Equal(EmbeddedModel.Describe().Guidance, generator.DefaultGuidance);
        Assert.All((string[])[EmbeddedModel.Classifier, EmbeddedModel.ReferenceStatistics], file => Assert.True(File.Exists(file)));
    }

    [Fact]
    public void An_image_tokenizer_loads_without_a_generator()
    {
        using var reconstructor = ImageReconstructor.Load(folder.File("vq.safetensors"),
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(256, reconstructor.ImageSize);
        var error = Assert.Throws<CheckpointException>(() => ImageReconstructor.Load(folder.File("generator.safetensors"),
            cancellationToken: TestContext.Current.CancellationToken));
        Assert.EndsWith("a generator; an image tokenizer is needed here.", error.Message, StringComparison.Ordinal);
        Assert.Contains("the repository is not in the cache", Assert.Throws<CheckpointException>(() =>
            ImageReconstructor.Load("hf:nobody/nothing:x.bin", cancellationToken: TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
    }

    private void Copy(string weights, string name) =>
        File.Copy(Path.Combine(GoldenCases.OwnFolder, "rar", weights, "weights.safetensors"), folder.File(name));
}
