using SoftCfg.Checkpoints;
using SoftCfg.Families;
using SoftCfg.Layers;
using SoftCfg.Loading;
using SoftCfg.Models;

namespace SoftCfg.Tests.Loading;

/// <summary>Generators for who needs no pixels.</summary>
public sealed class GeneratorSourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public GeneratorSourceTests() => TinyModel.Create(folder.File("described"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_checkpoint_and_its_folder_load_without_an_image_tokenizer()
    {
        Directory.CreateDirectory(folder.File("alone"));
        File.Copy(folder.File("described/generator.safetensors"), folder.File("alone/generator.safetensors"));
        foreach (var path in (string[])["alone", "alone/generator.safetensors"])
        {
            var source = GeneratorSource.Find(folder.File(path));
            Assert.StartsWith("RAR of 3 layers", source.Name);
            using var model = Load(source);
            Assert.Equal((source.TokensPerImage, 32, 10), (model.SequenceLength, model.CodebookSize, model.ClassCount));
        }
    }

    [Fact]
    public void A_model_folder_and_the_embedded_model_load_with_the_settings_of_their_descriptions()
    {
        foreach (var path in (string[])[folder.File("described"), folder.File("described/model.json"), EmbeddedModel.Name])
        {
            var (source, description) = (GeneratorSource.Find(path), ModelDescription.Find(path));
            Assert.Equal((description.Name, description.Guidance, description.Sampling), (source.Name, source.Guidance, source.Sampling));
            using var model = Load(source);
            Assert.Equal(source.TokensPerImage, model.SequenceLength);
        }
    }

    [Fact]
    public void A_published_model_is_described_as_it_was_published() => Assert.All(PublishedModels.All, published =>
    {
        var source = GeneratorSource.Synthetic(published);
        Assert.Equal((published.Name, published.Sizes["image_seq_len"]), (source.Name, source.TokensPerImage));
        Assert.Equal((published.Settings[0].Guidance.Scale, published.Settings[0].Temperature),
            (source.Guidance.Scale, source.Sampling.Temperature));
    });

    [Fact]
    public void Weights_of_projections_are_counted_without_loading_any()
    {
        // A block: 4 C² of q, k, v, output and three feed-forward matrices of C x 2048; then C x V. C = 768, V = 4096.
        var perBlock = 4L * 768 * 768 + 3L * 768 * 2048;
        Assert.Equal(24 * perBlock + 768L * 4096, GeneratorSource.Synthetic(PublishedModels.Find("alitok-b")!).CountProjectionWeights());
    }

    [Fact]
    public void An_image_tokenizer_is_refused_and_so_is_what_is_not_there()
    {
        var e = Assert.Throws<CheckpointException>(() => GeneratorSource.Find(folder.File("described/tokenizer.safetensors")));
        Assert.Contains("a generator is needed here", e.Message);
        e = Assert.Throws<CheckpointException>(() => GeneratorSource.Find(folder.File("nothing")));
        Assert.Contains("there is no such file or folder", e.Message);
    }

    [Fact]
    public void Weights_are_packed_as_asked_for()
    {
        using var model = GeneratorSource.Find(folder.File("described")).Load(WeightFormat.Int8, TestContext.Current.CancellationToken);
        Assert.Equal(WeightFormat.Int8, ((IPackedModel)model).Weights);
    }

    private static ICausalImageModel Load(GeneratorSource source) => source.Load(cancellationToken: TestContext.Current.CancellationToken);
}
