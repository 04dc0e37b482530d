using SoftCfg.Checkpoints;
using SoftCfg.Evaluation;
using SoftCfg.Tests.Npz;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation.Sources;

/// <summary>Statistics in archives and in files of our own.</summary>
public sealed class StatisticsTests : IDisposable
{
    private static readonly (string, byte[])[] Good =
    [
        ("mu.npy", NpzFiles.Doubles("(2,)", 1, 2)),
        ("sigma.npy", NpzFiles.Doubles("(2, 2)", 4, 1, 1, 3)),
        ("mu_s.npy", NpzFiles.Doubles("(1,)", 5)),
        ("sigma_s.npy", NpzFiles.Doubles("(1, 1)", 6)),
    ];

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void An_archive_with_mu_has_its_statistics_taken_and_its_images_seen()
    {
        // Quirk: the statistics replace those of the images beside them, however much they differ.
        var path = folder.Write("ref.npz", NpzFiles.Zip([.. Good, ("arr_0.npy", NpzFiles.Images(NpzFiles.Pixels(6)))]));
        using var network = Network();
        using var statistics = Evaluator.Measure(path, network);
        Assert.Equal(6, statistics.Count);
        Assert.Equal([1, 2], statistics.Moments.Features.Mean.data<double>().ToArray());
        Assert.Equal([4, 1, 1, 3], statistics.Moments.Features.Covariance.data<double>().ToArray());
        Assert.Equal([5], statistics.Moments.Spatial!.Mean.data<double>().ToArray());
        Assert.Equal([6], statistics.Moments.Spatial.Covariance.data<double>().ToArray());
        Assert.Equal([6, 2], statistics.Features!.shape);
        Assert.Equal([6, 5], statistics.Logits!.shape);
    }

    [Fact]
    public void Without_mu_other_statistics_are_ignored()
    {
        var path = folder.Write("ref.npz", NpzFiles.Zip([.. Good[1..], ("arr_0.npy", NpzFiles.Images(NpzFiles.Pixels(6)))]));
        using var network = Network();
        using var statistics = Evaluator.Measure(path, network);
        Assert.NotEqual(4, statistics.Moments.Features.Covariance[0, 0].item<double>());
    }

    [Fact]
    public void Statistics_alone_will_do()
    {
        using var network = Network();
        using var statistics = Evaluator.Measure(folder.Write("ref.npz", NpzFiles.Zip(Good)), network);
        Assert.Equal(0, statistics.Count);
        Assert.Empty(network.Batches);
    }

    [Theory]
    [InlineData("sigma.npy", null, "there is no array 'sigma'. It holds mu, mu_s, sigma_s.")]
    [InlineData("sigma_s.npy", null, "there is no array 'sigma_s'.")]
    [InlineData("mu.npy", "(3,)|1|2|3", "the array 'mu' has shape [3]; the network's features need [2]. These are statistics")]
    [InlineData("sigma.npy", "(4,)|4|1|1|3", "the array 'sigma' has shape [4]; the network's features need [2, 2].")]
    [InlineData("sigma.npy", "(2, 2)|4|1|2|3", "'sigma' is not symmetric, so it is no covariance matrix.")]
    [InlineData("mu_s.npy", "(1,)|NaN", "'mu_s' holds values that are not finite.")]
    public void Statistics_that_are_not_right(string name, string? replacement, string message)
    {
        var members = Good.Where(member => member.Item1 != name).ToList();
        if (replacement?.Split('|') is [var shape, .. var values])
            members.Add((name, NpzFiles.Doubles(shape, Array.ConvertAll(values, Number))));
        using var network = Network();
        var path = folder.Write("ref.npz", NpzFiles.Zip([.. members]));
        var error = Assert.Throws<EvaluationFileException>(() => Evaluator.Measure(path, network));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(path, error.Path);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read_again(bool withImages)
    {
        using var network = Network();
        using var written = Evaluator.Measure(NpzFiles.Write(folder, "a.npz", 6), network);
        written.Write(folder.File("a.stats.safetensors"), withImages);
        network.Batches.Clear();
        using var read = Evaluator.Measure(folder.File("a.stats.safetensors"), network);
        Assert.Empty(network.Batches);
        Assert.Equal(withImages ? 6 : 0, read.Count);
        Assert.True(Tensors.AreEqual(written.Moments.Features.Mean, read.Moments.Features.Mean));
        Assert.True(Tensors.AreEqual(written.Moments.Features.Covariance, read.Moments.Features.Covariance));
        Assert.True(Tensors.AreEqual(written.Moments.Spatial!.Covariance, read.Moments.Spatial!.Covariance));
        if (!withImages)
            return;
        Assert.True(Tensors.AreEqual(written.Features!, read.Features!));
        Assert.True(Tensors.AreEqual(written.Logits!, read.Logits!));
    }

    [Fact]
    public void Statistics_of_another_network_are_refused()
    {
        using var network = Network();
        using (var statistics = Evaluator.Measure(NpzFiles.Write(folder, "a.npz", 6), network))
            statistics.Write(folder.File("a.stats.safetensors"));
        using var other = new PixelNetwork(2, 1) { Fingerprint = "other" };
        var error = Assert.Throws<EvaluationFileException>(() => Evaluator.Measure(folder.File("a.stats.safetensors"), other));
        Assert.Equal($"{folder.File("a.stats.safetensors")}: the statistics were made with the network 'pixels', this " +
            "evaluation uses 'other'. Figures of two networks cannot be compared: make the statistics anew from the images.",
            error.Message);
    }

    [Fact]
    public void A_safetensors_file_of_something_else_is_refused()
    {
        using var network = Network();
        using var values = zeros(3);
        SafetensorsWriter.Write(folder.File("weights.safetensors"), [("mu", values)]);
        Assert.Contains("this safetensors file holds no statistics of images", Refusal("weights.safetensors", network));
        Write("future", ("softcfg.statistics", "2"));
        Assert.Contains("the statistics are in format '2', known is '1'", Refusal("future", network));
        Write("short", ("softcfg.statistics", "1"), ("network", "pixels"));
        Assert.Contains("the tensor 'mu float32 [3]' should be float64 [2].", Refusal("short", network));

        void Write(string name, params (string, string)[] metadata) => SafetensorsWriter.Write(folder.File(name),
            [("mu", values)], metadata.ToDictionary(StringComparer.Ordinal));
    }

    public void Dispose() => folder.Dispose();

    private static PixelNetwork Network() => new(featureCount: 2, spatialFeatureCount: 1);

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private string Refusal(string name, PixelNetwork network) =>
        Assert.Throws<EvaluationFileException>(() => Evaluator.Measure(folder.File(name), network)).Message;
}
