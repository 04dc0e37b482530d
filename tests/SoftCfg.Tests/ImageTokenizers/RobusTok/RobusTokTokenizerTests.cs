using System.Text.Json;
using System.Text.Json.Nodes;
using SoftCfg.Checkpoints;
using SoftCfg.ImageTokenizers.RobusTok;
using SoftCfg.Imaging;
using SoftCfg.Loading;
using SoftCfg.Native;
using SoftCfg.Tests.Families;
using static TorchSharp.torch;

namespace SoftCfg.Tests.ImageTokenizers.RobusTok;

/// <summary>What golden cases do not pin: batches, types, the way through a model folder.</summary>
public sealed class RobusTokTokenizerTests : IDisposable
{
    private readonly RobusTokTokenizer tokenizer = TinyRobusTok.Load();

    public void Dispose() => tokenizer.Dispose();

    [Fact]
    public void It_says_what_it_takes_and_returns()
    {
        Assert.Equal((64, 16, 16), (tokenizer.CodebookSize, tokenizer.TokensPerImage, tokenizer.ImageSize));
        Assert.Equal(PixelRange.AroundZero, tokenizer.PixelRange);
    }

    [Fact]
    public void An_image_does_not_affect_another()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var tokens = TensorArithmetic.Range(32).view(2, 16);
        var both = tokenizer.Decode(tokens);
        Assert.True(tokenizer.Decode(tokens.narrow(0, 1, 1)).allclose(both.narrow(0, 1, 1), rtol: 1e-5, atol: 1e-5));
        var pixels = both.Clamped(-1, 1).DividedBy(2).Plus(0.5);
        Assert.Equal(Tensors.Longs(tokenizer.Encode(pixels)[1]), Tensors.Longs(tokenizer.Encode(pixels.narrow(0, 1, 1))));
    }

    [Fact]
    public void A_code_shows_wherever_it_is_changed()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var tokens = TensorArithmetic.Range(16).view(1, 16);
        var before = tokenizer.Decode(tokens);
        for (var position = 0; position < 16; position++)
        {
            var changed = tokens.clone();
            changed.select(1, position).PlusInPlace(1);
            Assert.False(tokenizer.Decode(changed).allclose(before));
        }
    }

    [Fact]
    public void Pixels_are_float32_whatever_the_weights_are()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var reduced = new RobusTokTokenizer(TinyRobusTok.Config, ScalarType.BFloat16);
        using var checkpoint = Checkpoint.Open(TinyRobusTok.Weights);
        RobusTokCheckpoint.Weights(checkpoint, TinyRobusTok.Config).LoadInto(reduced, TestContext.Current.CancellationToken);
        var tokens = TensorArithmetic.Range(16).view(1, 16);
        var (actual, expected) = (reduced.Decode(tokens), tokenizer.Decode(tokens));
        Assert.Equal(ScalarType.Float32, actual.dtype);
        Assert.Equal(ScalarType.Int64, reduced.Encode(actual).dtype);
        Assert.True(((actual - expected).norm() / expected.norm()).item<float>() < 0.05);
    }

    [Fact]
    public void What_is_said_to_be_loaded_of_its_training_checkpoint_is_what_is_loaded()
    {
        using var folder = new TemporaryFolder();
        SyntheticCheckpoint.Write(folder.File("post-train.pt"),
            [.. Manifest.Read("robustok_tokenizer").Tensors.Select(t => t with { Shape = [.. t.Shape.Select(Small)] })], "model", "ema");
        using var checkpoint = Checkpoint.Open(folder.File("post-train.pt"));
        Assert.Contains("RobusTok tokenizer of", ModelDescription.Recognise(checkpoint), StringComparison.Ordinal);
        Assert.Equal("state dict 'ema'", ModelDescription.SelectWeights(checkpoint).Selection);
    }

    // Heads have 64 channels; 16 tokens are a grid of 4 x 4 patches.
    private static long Small(long size) => size switch { 256 => 16, 257 => 17, > 64 => 64, _ => size };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_model_folder_can_name_it_and_choose_its_weights(bool movingAverage)
    {
        using var folder = new TemporaryFolder();
        File.Copy(TinyRobusTok.TrainingCheckpoint, folder.File("post-train.pt"));
        var config = JsonNode.Parse(TinyRobusTok.Json.GetRawText())!;
        config["ema"] = movingAverage;
        var model = TinyModel.Create(folder.File("model")) with
        {
            Tokenizer = new ModelPart
            {
                Family = "robustok",
                File = "post-train.pt",
                Config = JsonSerializer.SerializeToElement(config),
            },
        };
        model.Write(folder.Path);
        using var loaded = (RobusTokTokenizer)ModelLoader.Tokenizer(ModelDescription.Read(folder.Path).TokenizerRequest, CPU,
            hash: false, TestContext.Current.CancellationToken).Part;
        Assert.Equal(movingAverage, Tensors.AreEqual(loaded.Codebook, tokenizer.Codebook));
    }
}
