using SoftCfg.Evaluation;
using SoftCfg.Tests.Decoding;
using SoftCfg.Tests.Evaluation;
using SoftCfg.Tests.Npz;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Leaks;

[Collection(nameof(CountsLiveTensors))]
public sealed class EvaluationLeakTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.Float64)]
    public void An_evaluation_frees_everything(ScalarType distances)
    {
        var (reference, sample) = (NpzFiles.Write(folder, "r.npz", 30), NpzFiles.Write(folder, "s.npz", 20, seed: 2));
        using var network = new PixelNetwork();
        LiveTensors.AssertNoneLeft(() =>
            Evaluator.Evaluate(reference, sample, network, new EvaluationOptions { Distances = distances }));
    }

    [Fact]
    public void Statistics_free_everything_when_disposed()
    {
        using var network = new PixelNetwork();
        var path = NpzFiles.Write(folder, "r.npz", 30);
        LiveTensors.AssertNoneLeft(() =>
        {
            using var statistics = Evaluator.Measure(path, network);
            statistics.Write(folder.File("r.stats.safetensors"));
            using var read = Evaluator.Measure(folder.File("r.stats.safetensors"), network);
        });
    }

    [Theory]
    [InlineData(EvaluationStage.SampleImages)]
    [InlineData(EvaluationStage.FrechetDistances)]
    [InlineData(EvaluationStage.PrecisionRecall)]
    public void A_cancelled_evaluation_frees_everything(EvaluationStage at)
    {
        var (reference, sample) = (NpzFiles.Write(folder, "r.npz", 30), NpzFiles.Write(folder, "s.npz", 20, seed: 2));
        using var network = new PixelNetwork();
        LiveTensors.AssertNoneLeft(() =>
        {
            using var cancellation = new CancellationTokenSource();
            var progress = new Reports<EvaluationProgress>(value =>
            {
                if (value.Stage == at)
                    cancellation.Cancel();
            });
            Assert.Throws<OperationCanceledException>(
                () => Evaluator.Evaluate(reference, sample, network, null, progress, cancellation.Token));
        });
    }

    [Fact]
    public void A_refused_file_frees_everything()
    {
        var statistics = NpzFiles.Doubles("(1,)", 2);
        var path = folder.Write("bad.npz", NpzFiles.Zip(("mu.npy", statistics), ("sigma.npy", NpzFiles.Doubles("(1, 1)", 4)),
            ("arr_0.npy", statistics)));
        var damaged = NpzFiles.Zip(("arr_0.npy", NpzFiles.Images(NpzFiles.Pixels(30))));
        damaged[damaged.Length / 2]++;
        var cut = folder.Write("damaged.npz", damaged);
        using var network = new PixelNetwork(1, 0);
        LiveTensors.AssertNoneLeft(() =>
        {
            Assert.Throws<EvaluationFileException>(() => Evaluator.Measure(path, network));
            Assert.Throws<EvaluationFileException>(() => Evaluator.Measure(cut, network));
        });
    }

    public void Dispose() => folder.Dispose();
}
