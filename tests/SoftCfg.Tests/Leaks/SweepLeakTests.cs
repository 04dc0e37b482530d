using SoftCfg.Sweeps;
using SoftCfg.Tests.Decoding;
using SoftCfg.Tests.Sweeps;

namespace SoftCfg.Tests.Leaks;

[Collection(nameof(CountsLiveTensors))]
public sealed class SweepLeakTests : IDisposable
{
    private readonly SweepFixture sweep = new();
    private readonly MeanColour network = new();

    [Fact]
    public void A_sweep_frees_everything()
    {
        var run = 0;
        LiveTensors.AssertNoneLeft(() => Sweep.Run(sweep.Options with { Output = sweep.File($"{run++}"), KeepImages = true },
            network, cancellationToken: TestContext.Current.CancellationToken), Parameters());
    }

    [Fact]
    public void A_cancelled_sweep_frees_everything()
    {
        var run = 0;
        LiveTensors.AssertNoneLeft(() =>
        {
            using var stop = new CancellationTokenSource();
            var progress = new Reports<SweepProgress>(p =>
            {
                if (p is { Stage: SweepStage.Measuring, Done: > 0 })
                    stop.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() =>
                Sweep.Run(sweep.Options with { Output = sweep.File($"{run++}") }, network, progress, stop.Token));
        }, Parameters());
    }

    public void Dispose() => sweep.Dispose();

    /// <summary>What loading the tiny model creates: its outline, which is compared with the file, and the model.</summary>
    private static int Parameters()
    {
        using var model = TinyRar.Load();
        using var tokenizer = TinyTokenizer.Load();
        return 2 * (model.parameters().Count() + tokenizer.parameters().Count());
    }
}
