using SoftCfg.Decoding;
using SoftCfg.Evaluation;
using SoftCfg.Evaluation.Metrics;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation.Metrics;

public class BootstrapTests
{
    [Fact]
    public void The_standard_error_of_a_mean_is_its_own()
    {
        var random = new SampleRandom(1);
        var values = Enumerable.Range(0, 400).Select(i => random.Uniform(i, 0)).ToArray();
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Length);
        var interval = Interval(mean, values, resamples: 4000);
        var error = deviation / Math.Sqrt(values.Length);
        Assert.Equal(error, interval.StandardError, 0.05 * error);
        Assert.Equal(mean - 1.96 * error, interval.Lower, 0.2 * error);
        Assert.Equal(mean + 1.96 * error, interval.Upper, 0.2 * error);
        Assert.Equal(0.95, interval.Level);
    }

    [Fact]
    public void The_seed_decides_it()
    {
        double[] values = [1, 5, 2, 8, 3, 9, 4];
        Assert.Equal(Interval(0, values, seed: 3), Interval(0, values, seed: 3));
        Assert.NotEqual(Interval(0, values, seed: 3), Interval(0, values, seed: 4));
    }

    [Fact]
    public void Images_that_pull_alike_leave_no_doubt()
    {
        var interval = Interval(7, [2, 2, 2], resamples: 10);
        Assert.Equal((7.0, 7.0, 0.0), (interval.Lower, interval.Upper, interval.StandardError));
    }

    [Fact]
    public void The_influence_on_fid_is_its_derivative_by_the_weight_of_an_image()
    {
        // Repeating every image M times and one of them once more changes its weight by 1 / (M N).
        using var scope = NewDisposeScope();
        using var reference = Feature.Moments(Feature.Normal(1, 60, 4));
        var features = Feature.Normal(2, 12, 4, shift: 0.5);
        const int Copies = 400;
        using var sample = Feature.Moments(features.repeat(Copies, 1));
        var influence = FrechetInfluence.Of(reference, sample, features, CancellationToken.None);
        var estimate = FrechetDistance.Between(reference, sample);
        for (var image = 0; image < 12; image++)
        {
            using var heavier = Feature.Moments(cat([features.repeat(Copies, 1), features[image].unsqueeze(0)]));
            var change = (FrechetDistance.Between(reference, heavier) - estimate) * (12 * Copies + 1);
            Assert.Equal(change, influence[image] - influence.Average(), 0.02);
        }
    }

    [Fact]
    public void The_interval_of_fid_has_the_spread_of_resampled_fids_and_none_of_their_bias()
    {
        using var scope = NewDisposeScope();
        using var reference = Feature.Moments(Feature.Normal(1, 2000, 8));
        var features = Feature.Normal(2, 600, 8, shift: 0.1);
        using var sample = Feature.Moments(features);
        var fid = FrechetDistance.Between(reference, sample);
        var interval = Interval(fid, FrechetInfluence.Of(reference, sample, features, CancellationToken.None));

        var random = new SampleRandom(9);
        var resampled = Enumerable.Range(0, 200).Select(resample =>
        {
            var rows = Enumerable.Range(0, 600).Select(i => (long)(random.Uniform(i, resample) * 600)).ToArray();
            using var drawn = Feature.Moments(features.index_select(0, tensor(rows)));
            return FrechetDistance.Between(reference, drawn);
        }).ToArray();
        var mean = resampled.Average();
        var deviation = Math.Sqrt(resampled.Sum(f => (f - mean) * (f - mean)) / resampled.Length);
        Assert.Equal(deviation, interval.StandardError, 0.2 * deviation);
        // Resampling anew lies above the figure by more than its own spread explains: that would be no interval of it.
        Assert.True(mean > fid + 3 * deviation / Math.Sqrt(resampled.Length));
        Assert.InRange(fid, interval.Lower, interval.Upper);
    }

    private static ConfidenceInterval Interval(double estimate, double[] influence, int resamples = 1000, ulong seed = 0) =>
        Bootstrap.Interval(estimate, influence, resamples, level: 0.95, seed, CancellationToken.None);
}
