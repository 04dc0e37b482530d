using SoftCfg.Checkpoints;
using SoftCfg.Evaluation;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation;

public sealed class FashionFeatureNetworkTests : IDisposable
{
    private readonly FashionFeatureNetwork network = FashionFeatureNetwork.Load(Weights);
    private readonly TemporaryFolder folder = new();

    private static string Weights => Path.Combine(AppContext.BaseDirectory, "models", "fashion", "classifier.safetensors");

    [Fact]
    public void It_sees_what_the_classifier_sees()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var classifier = new FashionClassifier();
        using (var checkpoint = Checkpoint.Open(Weights))
            checkpoint.LoadInto(classifier, TestContext.Current.CancellationToken);
        var images = RandomImages.Create(1, 3, 28, 28);
        var seen = network.Extract(images);
        var pixels = images.permute(0, 3, 1, 2).to(ScalarType.Float32).DividedBy(255);
        Assert.True(seen.Features.allclose(classifier.Features(pixels), 1e-4, 1e-5));
        Assert.True(seen.Logits.allclose(classifier.call(pixels), 1e-4, 1e-4));
        Assert.Null(seen.Spatial);
        Assert.Equal((128, 0, 10), (network.FeatureCount, network.SpatialFeatureCount, network.ClassCount));
    }

    [Fact]
    public void An_image_s_features_do_not_depend_on_its_batch()
    {
        using var scope = NewDisposeScope();
        var images = RandomImages.Create(2, 9, 28, 28);
        var whole = network.Extract(images);
        for (var i = 0; i < 9; i++)
        {
            RandomImages.AssertSame(network.Extract(images.narrow(0, i, 1)), new ImageFeatures(
                whole.Features.narrow(0, i, 1), null, whole.Logits.narrow(0, i, 1)));
        }
        Assert.Equal([0, 128], network.Extract(images.narrow(0, 0, 0)).Features.shape);
    }

    [Fact]
    public void Images_of_another_size_or_type_are_refused()
    {
        using var scope = NewDisposeScope();
        var e = Assert.Throws<ArgumentException>(() => network.Extract(zeros([1, 28, 32, 3], ScalarType.Byte)));
        Assert.StartsWith("The Fashion-MNIST classifier looks at images of 28 x 28 pixels; these have 28 rows of 32. ",
            e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => network.Extract(zeros(1, 28, 28, 3)));
    }

    [Fact]
    public void The_fingerprint_is_that_of_the_weights()
    {
        Assert.Matches("^fashion-classifier [0-9a-f]{64}$", network.Fingerprint);
        using (var checkpoint = Checkpoint.Open(Weights))
        {
            using var scope = NewDisposeScope();
            var tensors = checkpoint.Tensors.Select(t => (t.Name, Value: checkpoint.Read(t.Name))).ToList();
            // Another order in the file is the same network, another number is not.
            SafetensorsWriter.Write(folder.File("same"), tensors.AsEnumerable().Reverse());
            tensors[0].Value.view(-1)[0].PlusInPlace(1);
            SafetensorsWriter.Write(folder.File("changed"), tensors);
        }
        using var same = FashionFeatureNetwork.Load(folder.File("same"));
        using var changed = FashionFeatureNetwork.Load(folder.File("changed"));
        Assert.Equal(network.Fingerprint, same.Fingerprint);
        Assert.NotEqual(network.Fingerprint, changed.Fingerprint);
    }

    [Fact]
    public void Other_weights_are_refused()
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(folder.File("other"), [("x", zeros(2))]);
        var e = Assert.Throws<CheckpointException>(() => FashionFeatureNetwork.Load(folder.File("other")));
        Assert.Contains("the weights do not fit the model", e.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        network.Dispose();
        folder.Dispose();
    }
}
