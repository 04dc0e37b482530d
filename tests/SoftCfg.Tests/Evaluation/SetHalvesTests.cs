using SoftCfg.Evaluation;
using SoftCfg.Tests.Sweeps;

namespace SoftCfg.Tests.Evaluation;

/// <summary>A set against itself, and images that are in a set twice.</summary>
public sealed class SetHalvesTests : IDisposable
{
    private readonly SweepFixture files = new();
    private readonly MeanColour network = new();

    [Fact]
    public void A_set_is_split_in_two_that_share_no_image()
    {
        using var set = Evaluator.Measure(files.WriteReference("a.npz", 21, 8, seed: 1), network, cancellationToken: TestContext.Current.CancellationToken);
        var result = Evaluator.SelfTest(set, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((10, 10), (result.ReferenceImages, result.SampleImages));
        Assert.True(result.Fid > 0);
        Assert.Null(result.SFid);
        Assert.Equivalent(result, Evaluator.SelfTest(set, cancellationToken: TestContext.Current.CancellationToken));
        var other = Evaluator.SelfTest(set, new EvaluationOptions { Seed = 1 }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotEqual(result.Fid, other.Fid);
    }

    [Fact]
    public void A_set_that_is_too_small_for_halves_is_refused()
    {
        using var set = Evaluator.Measure(files.WriteReference("a.npz", 7, 8, seed: 1), network, cancellationToken: TestContext.Current.CancellationToken);
        Assert.StartsWith("Of the set 7 images are known; two halves need at least 8 images.",
            Assert.Throws<ArgumentException>(() => Evaluator.SelfTest(set)).Message);
    }

    [Fact]
    public void Images_that_are_there_twice_are_counted_and_reported()
    {
        // Twice the same seed: what sampling that is seeded per batch gives.
        using var set = Evaluator.Measure(files.WriteImages("a.npz", 8, (5, 1), (4, 1), (3, 2)), network,
            cancellationToken: TestContext.Current.CancellationToken);
        var remark = Assert.Single(set.Remarks);
        Assert.StartsWith("4 of 12 images are exact copies of another one of their set", remark);
        using var good = Evaluator.Measure(files.Reference, network, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(good.Remarks);
        Assert.Contains(remark, Evaluator.Compare(good, set, cancellationToken: TestContext.Current.CancellationToken).Warnings);
    }

    public void Dispose() => files.Dispose();
}
