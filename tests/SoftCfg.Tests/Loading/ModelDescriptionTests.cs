using System.Text.Json.Nodes;
using SoftCfg.Checkpoints;
using SoftCfg.Guidance;
using SoftCfg.Labels;
using SoftCfg.Loading;

namespace SoftCfg.Tests.Loading;

public sealed class ModelDescriptionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("softcfg-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back()
    {
        var written = TinyModel.Create(folder) with { Guidance = new GuidanceOptions { Scale = 2.5, Alignment = WeightAlignment.Paper } };
        written.Write(folder);
        var read = ModelDescription.Read(folder);
        Assert.Equal(written.Guidance, read.Guidance);
        Assert.Equal(written.Sampling, read.Sampling);
        Assert.Equal(written.Classes, read.Classes);
        Assert.Equal(folder, read.Path);
    }

    [Fact]
    public void A_missing_folder_and_a_folder_without_description_say_what_was_expected()
    {
        var missing = Assert.Throws<CheckpointException>(() => ModelDescription.Read(Path.Combine(folder, "nowhere")));
        Assert.Contains("there is no such folder", missing.Message, StringComparison.Ordinal);
        var empty = Assert.Throws<CheckpointException>(() => ModelDescription.Read(folder));
        Assert.Contains("holds no model.json", empty.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "the description cannot be used")]
    [InlineData("null", "says null")]
    [InlineData("{\"name\": \"x\"}", "missing required properties")]
    [InlineData("[1, 2]", "the description cannot be used")]
    public void A_damaged_description_is_refused(string json, string expected)
    {
        File.WriteAllText(Path.Combine(folder, ModelDescription.FileName), json);
        var error = Assert.Throws<CheckpointException>(() => ModelDescription.Read(folder));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(Path.Combine(folder, ModelDescription.FileName), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_key_and_a_setting_out_of_range_are_named()
    {
        Assert.Contains("gidance", Refusal(model => model["gidance"] = new JsonObject()), StringComparison.Ordinal);
        Assert.Contains("Strength is -1", Refusal(model => model["guidance"]!["strength"] = -1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_generator_of_a_thousand_classes_without_names_has_those_of_ImageNet()
    {
        var changed = Changed(model =>
        {
            model.AsObject().Remove("classes");
            model["generator"]!["config"]!["condition_num_classes"] = 1000;
        });
        Assert.Equal(ClassNames.ImageNet.Names, ModelDescription.Read(changed).Classes);
    }

    [Fact]
    public void Any_other_generator_without_class_names_is_refused() =>
        Assert.Contains("it names no classes; only a generator of 1000 classes may leave them out",
            Refusal(model => model.AsObject().Remove("classes")), StringComparison.Ordinal);

    [Fact]
    public void A_description_too_large_to_be_one_is_not_read()
    {
        File.WriteAllBytes(Path.Combine(folder, ModelDescription.FileName), new byte[(1 << 20) + 1]);
        Assert.Contains("larger than", Assert.Throws<CheckpointException>(() => ModelDescription.Read(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_names_what_does_not_fit()
    {
        Assert.Contains("the generator's family is 'gpt'; this version knows alitok, rar",
            Refusal(model => model["generator"]!["family"] = "gpt"), StringComparison.Ordinal);
        Assert.Contains("must be the plain name of a file",
            Refusal(model => model["generator"]!["file"] = "../generator.safetensors"), StringComparison.Ordinal);
        Assert.Contains("hidden_size is 64 instead of 128",
            Refusal(model => model["generator"]!["config"]!["hidden_size"] = 128), StringComparison.Ordinal);
        Assert.Contains("num_attention_heads is 7",
            Refusal(model => model["generator"]!["config"]!["num_attention_heads"] = 7), StringComparison.Ordinal);
        Assert.Contains("they do not belong together",
            Refusal(model => model["tokenizer"]!["config"]!["resolution"] = 32), StringComparison.Ordinal);
        Assert.Contains("class names", Refusal(model => model["classes"] = new JsonArray("one")), StringComparison.Ordinal);
    }

    /// <summary>The message that a changed description of a good model is refused with.</summary>
    private string Refusal(Action<JsonNode> change)
    {
        var changed = Changed(change);
        return Assert.Throws<CheckpointException>(() => ImageGenerator.Load(ModelDescription.Read(changed),
            cancellationToken: TestContext.Current.CancellationToken).Dispose()).Message;
    }

    private string Changed(Action<JsonNode> change)
    {
        var changed = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        TinyModel.Create(changed);
        var file = Path.Combine(changed, ModelDescription.FileName);
        var model = JsonNode.Parse(File.ReadAllText(file))!;
        change(model);
        File.WriteAllText(file, model.ToJsonString());
        return changed;
    }
}
