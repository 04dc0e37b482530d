using System.Text.Json.Nodes;
using SoftCfg.Checkpoints;
using SoftCfg.Families;
using SoftCfg.Loading;
using SoftCfg.Tests.GoldenHarness;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Loading;

/// <summary>Sizes are compared before weights are allocated.</summary>
public sealed class ModelLoaderTests : IDisposable
{
    private const int FewBytes = 16 << 20;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_description_of_a_million_layers_is_refused_before_one_is_built()
    {
        var model = Described(config => config["num_hidden_layers"] = 1 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<CheckpointException>(() => Load(model));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FewBytes);
        Assert.EndsWith("generator.safetensors: this is RAR of 3 layers, 64 channels, 16 tokens of 32 codes, but tiny was asked " +
            "for: num_hidden_layers is 3 instead of 1048576. Is this the right file?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_are_bounded_by_the_tensors_of_a_file_that_is_no_known_model()
    {
        var model = Described(config => config["num_hidden_layers"] = 1 << 20);
        File.Copy(Path.Combine(GoldenCases.OwnFolder, "checkpoints", "good.safetensors"),
            Path.Combine(model.Path, "generator.safetensors"), overwrite: true);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<CheckpointException>(() => Load(model));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FewBytes);
        Assert.Matches(@"model\.json asks for 1048576 blocks of rar, but this file has only \d+ tensors\.", error.Message);
    }

    [Fact]
    public void A_description_of_terabytes_is_refused_before_they_are_allocated()
    {
        // Every feed-forward layer has 4 TiB.
        var model = Described(config =>
        {
            config["hidden_size"] = 1 << 20;
            config["intermediate_size"] = 1 << 20;
        });
        Assert.Contains("hidden_size is 64 instead of 1048576", Assert.Throws<CheckpointException>(() => Load(model)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_file_that_looks_like_a_large_generator_is_refused_before_that_is_allocated()
    {
        var file = folder.File("small.safetensors");
        SafetensorsWriter.Write(file, LooksLarge().Select(t => (t.Key, zeros(t.Value))));
        Assert.InRange(new FileInfo(file).Length, 1, 200_000);
        using var checkpoint = Checkpoint.Open(file);
        var found = KnownCheckpoint.Recognise(checkpoint)!;
        Assert.Equal("RAR of 1 layers, 32768 channels", found.Name);

        var request = new PartRequest(ModelFinder.Part(file, found), file, found.Name, file);
        var error = Assert.Throws<CheckpointException>(() =>
            ModelLoader.Generator(request, ScalarType.Float32, CPU, hash: false, TestContext.Current.CancellationToken));
        Assert.StartsWith($"{file}: the weights do not fit the model: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_beyond_the_numbers_of_libtorch_is_blamed_on_the_description()
    {
        var model = TinyModel.Create(folder.File("model"));
        var config = JsonNode.Parse(model.Tokenizer.Config.GetRawText())!;
        config["z_channels"] = 1 << 20;
        config["codebook_size"] = 1 << 20;
        config["hidden_channels"] = 1 << 20;
        config["channel_mult"] = new JsonArray(1, 1, 1, 1, 1);
        var request = model.TokenizerRequest with { Part = model.Tokenizer with { Config = System.Text.Json.JsonSerializer.SerializeToElement(config) } };
        Assert.Throws<CheckpointException>(() => ModelLoader.Tokenizer(request, CPU, hash: false, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Parts_that_do_not_belong_together_are_refused_before_a_file_is_opened()
    {
        var model = TinyModel.Create(folder.File("model"));
        File.Delete(Path.Combine(model.Path, "generator.safetensors"));
        var error = Assert.Throws<CheckpointException>(() => Load(model with { Classes = ["one"] }));
        Assert.EndsWith("model.json: 1 class names for a generator of 10 classes.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_is_checked_without_its_files()
    {
        var model = TinyModel.Create(folder.File("model"));
        File.Delete(Path.Combine(model.Path, "generator.safetensors"));
        model.Validate();
        var error = Assert.Throws<CheckpointException>((model with { Classes = ["one"] }).Validate);
        Assert.EndsWith("model.json: 1 class names for a generator of 10 classes.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("generator", "tokenizer", "generator")]
    [InlineData("tokenizer", null, "tokenizer")]
    public void Of_two_files_that_are_read_side_by_side_the_generator_is_spoken_of_first(string damaged, string? missing, string named)
    {
        var model = TinyModel.Create(folder.File("model"));
        File.WriteAllBytes(Path.Combine(model.Path, $"{damaged}.safetensors"), new byte[100]);
        if (missing is not null)
            File.Delete(Path.Combine(model.Path, $"{missing}.safetensors"));
        Assert.Contains($"{named}.safetensors: ", Assert.Throws<CheckpointException>(() => Load(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_dict_may_be_named()
    {
        var model = TinyModel.Create(folder.File("model"));
        var named = model with { Generator = model.Generator with { StateDict = "ema" } };
        Assert.Contains("there is no state dict 'ema'", Assert.Throws<CheckpointException>(() => Load(named)).Message,
            StringComparison.Ordinal);
        named.Write(model.Path);
        Assert.Equal("ema", ModelDescription.Read(model.Path).Generator.StateDict);
        model.Write(model.Path);
        Assert.DoesNotContain("state_dict", File.ReadAllText(Path.Combine(model.Path, ModelDescription.FileName)), StringComparison.Ordinal);
    }

    private static void Load(ModelDescription model) =>
        ImageGenerator.Load(model, cancellationToken: TestContext.Current.CancellationToken).Dispose();

    private ModelDescription Described(Action<JsonNode> change)
    {
        var path = TinyModel.Create(folder.File("model")).Path;
        var file = Path.Combine(path, ModelDescription.FileName);
        var model = JsonNode.Parse(File.ReadAllText(file))!;
        change(model["generator"]!["config"]!);
        File.WriteAllText(file, model.ToJsonString());
        return ModelDescription.Read(path);
    }

    /// <summary>Tensors without elements have shapes too.</summary>
    private static Dictionary<string, long[]> LooksLarge() => new()
    {
        ["cls_token"] = [1],
        ["target_aware_pos_embed"] = [1],
        ["timesteps_embeddings"] = [0, 356],
        ["lm_head.weight"] = [1, 1 << 15],
        ["embeddings.weight"] = [1003, 0],
        ["adaln_before_head.adaLN_modulation.1.weight"] = [1],
        ["blocks.0.adaLN_modulation.1.weight"] = [1],
        ["blocks.0.attn.q_norm.weight"] = [64],
        ["blocks.0.mlp.fc1.weight"] = [1 << 20, 0],
    };
}
