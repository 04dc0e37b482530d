using SoftCfg.Checkpoints;
using SoftCfg.Layers;
using SoftCfg.Loading;

namespace SoftCfg.Tests.Loading;

/// <summary>Generators for who needs no pixels.</summary>
public sealed class StandaloneGeneratorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public StandaloneGeneratorTests() => TinyModel.Create(folder.File("described"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_checkpoint_and_its_folder_load_without_an_image_tokenizer()
    {
        Directory.CreateDirectory(folder.File("alone"));
        File.Copy(folder.File("described/generator.safetensors"), folder.File("alone/generator.safetensors"));
        foreach (var path in (string[])["alone", "alone/generator.safetensors"])
        {
            using var generator = Load(folder.File(path));
            Assert.Equal((16, 32, 10), (generator.Model.SequenceLength, generator.Model.CodebookSize, generator.Model.ClassCount));
            Assert.StartsWith("RAR of 3 layers", generator.Name);
        }
    }

    [Fact]
    public void A_model_folder_and_the_embedded_model_load_with_the_settings_of_their_descriptions()
    {
        using var tiny = Load(folder.File("described"));
        Assert.Equal(("tiny", 16), (tiny.Name, tiny.Model.SequenceLength));
        using var embedded = Load(EmbeddedModel.Name);
        var description = EmbeddedModel.Describe();
        Assert.Equal((description.Name, description.Guidance, description.Sampling), (embedded.Name, embedded.Guidance, embedded.Sampling));
    }

    [Fact]
    public void An_image_tokenizer_is_refused_and_so_is_what_is_not_there()
    {
        var e = Assert.Throws<CheckpointException>(() => Load(folder.File("described/tokenizer.safetensors")));
        Assert.Contains("a generator is needed here", e.Message);
        e = Assert.Throws<CheckpointException>(() => Load(folder.File("nothing")));
        Assert.Contains("there is no such file or folder", e.Message);
    }

    [Fact]
    public void A_format_that_this_version_lacks_is_refused_before_anything_is_read() => Assert.All(
        Enum.GetValues<WeightFormat>().Except(SyntheticModel.WeightFormats),
        format => Assert.Throws<NotSupportedException>(() => StandaloneGenerator.Load(folder.File("nothing"), format)));

    private static StandaloneGenerator Load(string path) => StandaloneGenerator.Load(path, cancellationToken: TestContext.Current.CancellationToken);
}
