using SoftCfg.Checkpoints;
using SoftCfg.Families;
using SoftCfg.ImageTokenizers.MoVqGan;
using SoftCfg.Imaging;
using SoftCfg.Loading;
using SoftCfg.Tests.Families;
using static TorchSharp.torch;

namespace SoftCfg.Tests.ImageTokenizers.MoVqGan;

/// <summary>From a file on, as it was published or as a training left it.</summary>
public sealed class MoVqGanCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("loss.discriminator.main.0.weight", true)]
    [InlineData("model_ema.encoderconv_inweight", true)]
    [InlineData("quantize.embedding.cluster_size", true)]
    [InlineData("quantize.embedding.weight", false)]
    [InlineData("quant_conv.bias", false)]
    [InlineData("post_quant_conv.weight", false)]
    [InlineData("decoder.up.0.block.3.norm1.conv_y.bias", false)]
    public void What_only_training_needs_is_left_out_and_nothing_else(string name, bool isUnused) =>
        Assert.Equal(isUnused, MoVqGanCheckpoint.IsUnused(name));

    [Fact]
    public void A_flat_file_is_recognised_and_reconstructs()
    {
        var path = Write(Small(), "movqgan_270M.ckpt");
        Assert.Equal("a MoVQGAN of 4 levels, 32 channels, 1024 tokens of 24 codes", Recognise(path));
        AssertReconstructs(path);
    }

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model", "ema")]
    public void A_nested_file_is_recognised_and_reconstructs(params string[] keys)
    {
        var path = folder.File("nested.ckpt");
        SyntheticCheckpoint.Write(path, Small(), keys);
        Assert.Equal("a MoVQGAN of 4 levels, 32 channels, 1024 tokens of 24 codes", Recognise(path));
        AssertReconstructs(path);
    }

    [Fact]
    public void What_training_left_beside_the_weights_is_ignored()
    {
        TensorInfo[] rest =
        [
            new("loss.perceptual_loss.lin0.weight", ScalarType.Float32, [1, 4]),
            new("model_ema.decay", ScalarType.Float32, [1]),
            new("model_ema.decoderconv_outweight", ScalarType.Float32, [3, 32, 3, 3]),
            new("quantize.embedding.embed_avg", ScalarType.Float32, [24, 4]),
        ];
        AssertReconstructs(Write([.. Small(), .. rest], "training.ckpt"));
    }

    [Theory]
    [InlineData("decoder.up.3.attn.1.q.weight", "missing: decoder.up.3.attn.1.q.weight")]
    [InlineData("encoder.mid.block_1.norm1.bias", "missing: encoder.mid.block_1.norm1.bias")]
    [InlineData("quant_conv.weight", "missing: quant_conv.weight")]
    public void A_missing_key_is_named(string missing, string message)
    {
        var path = Write(Small().Where(tensor => tensor.Name != missing), "incomplete.ckpt");
        var error = Assert.Throws<CheckpointException>(() => ImageReconstructor.Load(path,
            cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(message, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_layer_of_the_network_is_refused()
    {
        var path = Write([.. Small(), new("decoder.up.0.block.2.temb_proj.weight", ScalarType.Float32, [32, 32])], "other.ckpt");
        var error = Assert.Throws<CheckpointException>(() => ImageReconstructor.Load(path,
            cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("unexpected: decoder.up.0.block.2.temb_proj.weight", error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("encoder.conv_in.weight", 1L << 40)]
    [InlineData("encoder.down.2.block.0.conv1.weight", 1L << 31)]
    [InlineData("quantize.embedding.weight", 1L << 50)]
    public void A_file_that_claims_to_be_huge_is_refused_before_memory_is_taken(string name, long rows)
    {
        // Names and shapes alone: whoever asked for memory or elements would fail otherwise.
        using var checkpoint = new ClaimedCheckpoint(Small().Select(tensor =>
            tensor.Name == name ? tensor with { Shape = [rows, .. tensor.Shape[1..]] } : tensor).ToList());
        Assert.Null(KnownCheckpoint.Recognise(checkpoint));
    }

    [Fact]
    public void The_size_of_a_generator_s_picture_scales_the_levels_that_attend()
    {
        using var checkpoint = new ClaimedCheckpoint(Small());
        var found = KnownCheckpoint.Recognise(checkpoint)!;
        var fitted = Configurations.Read<MoVqGanConfig>(found.Fitted(64 * 64, 24)!.Config);
        Assert.Equal((512, 64), (fitted.Network.Resolution, Assert.Single(fitted.Network.AttentionResolutions)));
        Assert.Null(found.Fitted(64 * 64 + 1, 24));
        Assert.Null(found.Fitted(64 * 64, 25));
    }

    /// <summary>The tensors of the published checkpoint, with an eighth of the channels and fewer codes; a level of 128 channels, attending.</summary>
    private static IReadOnlyList<TensorInfo> Small() => [.. Manifest.Read("movqgan_270m").Tensors.Select(tensor => tensor with
    {
        Shape = [.. tensor.Shape.Select(size => size == 16384 ? 24 : size >= 256 ? size / 8 : size)],
    })];

    private string Write(IEnumerable<TensorInfo> tensors, string name)
    {
        SyntheticCheckpoint.Write(folder.File(name), tensors.ToList());
        return folder.File(name);
    }

    private static string? Recognise(string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        return ModelDescription.Recognise(checkpoint);
    }

    private static void AssertReconstructs(string path)
    {
        using var reconstructor = ImageReconstructor.Load(path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(256, reconstructor.ImageSize);
        var image = reconstructor.Reconstruct(new RgbImage(256, 256, new byte[3 * 256 * 256]));
        Assert.Equal((256, 256), (image.Width, image.Height));
    }

    private sealed class ClaimedCheckpoint(IReadOnlyList<TensorInfo> tensors) : ICheckpoint
    {
        public string Path => "claimed.ckpt";

        public IReadOnlyList<TensorInfo> Tensors => tensors;

        public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

        public Tensor Read(string name) => throw new NotSupportedException("nothing may be read");

        public void Dispose()
        {
        }
    }
}
