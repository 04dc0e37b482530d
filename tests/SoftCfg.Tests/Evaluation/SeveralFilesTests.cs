using SoftCfg.Evaluation;
using SoftCfg.Loading;
using SoftCfg.Tests.Sweeps;

namespace SoftCfg.Tests.Evaluation;

/// <summary>One set of images in several files.</summary>
public sealed class SeveralFilesTests : IDisposable
{
    private readonly SweepFixture files = new();
    private readonly MeanColour network = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public void Several_files_are_seen_as_one(int batchSize)
    {
        string[] parts = [files.WriteReference("a.npz", 5, 8, seed: 1), files.WriteReference("b.npz", 2, 8, seed: 2)];
        files.WriteImages("all.npz", 8, (5, 1), (2, 2));
        using var together = Evaluator.Measure(parts, network, new EvaluationOptions { BatchSize = batchSize },
            cancellationToken: TestContext.Current.CancellationToken);
        using var whole = Evaluator.Measure(files.File("all.npz"), network, cancellationToken: TestContext.Current.CancellationToken);
        together.Write(files.File("together"));
        whole.Write(files.File("whole"));
        Assert.Equal(7, together.Count);
        Assert.Equal(File.ReadAllBytes(files.File("whole")), File.ReadAllBytes(files.File("together")));
    }

    [Fact]
    public void Files_of_another_size_or_without_images_are_refused_by_their_names()
    {
        var first = files.WriteReference("a.npz", 5, 8, seed: 1);
        Refused("b.npz: its images have another size than those of ", first, files.WriteReference("b.npz", 5, 9, seed: 1));
        using (var statistics = Evaluator.Measure(first, network, cancellationToken: TestContext.Current.CancellationToken))
            statistics.Write(files.File("a.stats.safetensors"));
        Refused("a.stats.safetensors: it holds no images, so it cannot be part of a set.", first, files.File("a.stats.safetensors"));
    }

    [Fact]
    public void The_statistics_beside_the_embedded_model_are_those_of_its_classifier()
    {
        using var fashion = FashionFeatureNetwork.Load(EmbeddedModel.Classifier);
        using var statistics = Evaluator.Measure(EmbeddedModel.ReferenceStatistics, fashion,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(10_000, statistics.Count);
        Assert.Equal(fashion.Fingerprint, statistics.Network);
    }

    [Fact]
    public void Images_of_a_size_that_the_network_does_not_take_are_refused_with_the_file()
    {
        using var fashion = FashionFeatureNetwork.Load(EmbeddedModel.Classifier);
        var refusal = Assert.Throws<EvaluationFileException>(() => Evaluator.Measure(files.Reference, fashion,
            cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal($"{files.Reference}: The Fashion-MNIST classifier looks at images of 28 x 28 pixels; these have 64 rows of " +
            "64. The Inception network takes every size.", refusal.Message);
    }

    public void Dispose() => files.Dispose();

    private void Refused(string message, params string[] paths) =>
        Assert.Contains(message, Assert.Throws<EvaluationFileException>(() => Evaluator.Measure(paths, network,
            cancellationToken: TestContext.Current.CancellationToken)).Message);
}
