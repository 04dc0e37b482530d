using SoftCfg.Checkpoints;
using SoftCfg.ImageTokenizers.RobusTok;
using static TorchSharp.torch;

namespace SoftCfg.Tests.ImageTokenizers.RobusTok;

public sealed class RobusTokCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true, "state dict 'ema'")]
    [InlineData(null, "state dict 'ema'")]
    [InlineData(false, "state dict 'model'")]
    public void The_moving_average_runs_unless_it_is_refused(bool? movingAverage, string selection)
    {
        var config = TinyRobusTok.Config with { UsesMovingAverage = movingAverage };
        using var checkpoint = RobusTokCheckpoint.Weights(Checkpoint.Open(TinyRobusTok.TrainingCheckpoint), config);
        Assert.Equal(selection, checkpoint.Selection);

        using var expected = TinyRobusTok.Load();
        using var loaded = TinyRobusTok.Load(config, TinyRobusTok.TrainingCheckpoint);
        Assert.Equal(movingAverage != false, Tensors.AreEqual(loaded.Codebook, expected.Codebook));
    }

    [Fact]
    public void A_missing_moving_average_is_an_error_where_it_is_asked_for()
    {
        using var checkpoint = Checkpoint.Open(TinyRobusTok.Weights);
        var error = Assert.Throws<CheckpointException>(() => RobusTokCheckpoint.Weights(checkpoint,
            TinyRobusTok.Config with { UsesMovingAverage = true }));
        Assert.Equal("the configuration asks for the moving average with \"ema\": true, but there is no state dict 'ema'. " +
            "Give a file that has one, or set it to false to run the weights that are there.", error.Problem);
    }

    [Fact]
    public void A_file_with_the_moving_average_alone_will_do()
    {
        using var file = Checkpoint.Open(Write(("ema/quant_conv.bias", 1), ("ema/semantic_model.norm.bias", 2)));
        using var checkpoint = RobusTokCheckpoint.Weights(file, TinyRobusTok.Config);
        Assert.Equal("quant_conv.bias", Assert.Single(checkpoint.Tensors).Name);
    }

    [Theory]
    [InlineData("semantic_model.blocks.0.norm1.weight", true)]
    [InlineData("encoder.lvl1LC", true)]
    [InlineData("decoder.lvl1LC", true)]
    [InlineData("quantize.ema_vocab_hit_SV", true)]
    [InlineData("detail_model.cls_token", false)]
    [InlineData("encoder.model.lvl1LC", false)]
    [InlineData("quantize.embedding.weight", false)]
    public void What_only_training_needs_is_left_out_and_nothing_else(string name, bool isUnused) =>
        Assert.Equal(isUnused, RobusTokCheckpoint.IsUnused(name));

    [Fact]
    public void A_tensor_of_another_network_is_refused()
    {
        using var tokenizer = new RobusTokTokenizer(TinyRobusTok.Config);
        var tensors = tokenizer.state_dict().Select(tensor => (tensor.Key, tensor.Value)).ToList();
        using var extra = zeros(1);
        var path = folder.File("extra.safetensors");
        SafetensorsWriter.Write(path, [.. tensors, ("encoder.latent_pos_embed", extra)]);
        var error = Assert.Throws<CheckpointException>(() => TinyRobusTok.Load(TinyRobusTok.Config, path));
        Assert.Contains("unexpected: encoder.latent_pos_embed", error.Problem, StringComparison.Ordinal);
    }

    private string Write(params (string Name, int Value)[] tensors)
    {
        using var scope = NewDisposeScope();
        var path = folder.File("weights.safetensors");
        SafetensorsWriter.Write(path, tensors.Select(t => (t.Name, tensor(t.Value))));
        return path;
    }
}
