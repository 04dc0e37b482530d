using CsCheck;
using SoftCfg.Evaluation.Metrics;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation.Metrics;

public class FrechetDistanceTests
{
    private static readonly Gen<(int Seed, int Rows, int Columns)> Sets =
        Gen.Select(Gen.Int[0, 1000], Gen.Int[2, 60], Gen.Int[1, 40]);

    [Fact]
    public void A_set_is_at_no_distance_from_itself() => Sets.Sample(set =>
    {
        using var scope = NewDisposeScope();
        var features = Feature.Normal(set.Seed, set.Rows, set.Columns);
        Assert.Equal(0, Feature.Distance(features, features), 1e-9);
    }, iter: 50, threads: 1);

    [Fact]
    public void It_is_symmetric_and_not_negative() => Sets.Sample(set =>
    {
        using var scope = NewDisposeScope();
        var left = Feature.Normal(set.Seed, set.Rows, set.Columns);
        var right = Feature.Normal(set.Seed + 1, 30, set.Columns, shift: 0.3);
        var distance = Feature.Distance(left, right);
        Assert.Equal(distance, Feature.Distance(right, left), 1e-9 * (1 + distance));
        Assert.True(distance > 0);
    }, iter: 50, threads: 1);

    [Fact]
    public void The_order_of_images_does_not_matter() => Sets.Sample(set =>
    {
        using var scope = NewDisposeScope();
        var features = Feature.Normal(set.Seed, set.Rows, set.Columns);
        var other = Feature.Normal(set.Seed + 1, 25, set.Columns);
        var distance = Feature.Distance(other, features);
        Assert.Equal(distance, Feature.Distance(other, features.flip(0)), 1e-9 * (1 + distance));
    }, iter: 50, threads: 1);

    [Fact]
    public void Of_one_feature_it_is_the_difference_of_means_and_deviations() =>
        Gen.Select(Gen.Double[-5, 5], Gen.Double[0, 5], Gen.Double[-5, 5], Gen.Double[0, 5]).Sample((m1, s1, m2, s2) =>
        {
            using var left = Moments([m1], new[,] { { s1 * s1 } });
            using var right = Moments([m2], new[,] { { s2 * s2 } });
            var expected = (m1 - m2) * (m1 - m2) + (s1 - s2) * (s1 - s2);
            Assert.Equal(expected, FrechetDistance.Between(left, right), 1e-10);
        }, iter: 50, threads: 1);

    [Fact]
    public void Covariances_that_do_not_commute_have_the_root_of_their_product()
    {
        // The 2 x 2 root has the trace sqrt(tr + 2 sqrt(det)) in closed form.
        using var left = Moments([0, 0], new[,] { { 2.0, 1 }, { 1, 3 } });
        using var right = Moments([0, 0], new[,] { { 1.0, -0.5 }, { -0.5, 4 } });
        var (trace, determinant) = (2 - 0.5 + (-0.5) + 12, (6.0 - 1) * (4 - 0.25));
        var expected = 2 + 3 + 1 + 4 - 2 * Math.Sqrt(trace + 2 * Math.Sqrt(determinant));
        Assert.Equal(expected, FrechetDistance.Between(left, right), 1e-12);
    }

    [Fact]
    public void Rows_and_eigenvectors_factor_alike()
    {
        using var scope = NewDisposeScope();
        using var reference = Feature.Moments(Feature.Normal(1, 12, 20));
        using var sample = Feature.Moments(Feature.Normal(2, 15, 20));
        using var decomposed = new FeatureMoments(sample.Mean.clone(), sample.Covariance.clone());
        Assert.NotEqual(sample.Factor.shape[1], decomposed.Factor.shape[1]);
        Assert.Equal(FrechetDistance.Between(reference, sample), FrechetDistance.Between(reference, decomposed), 1e-5);
    }

    [Fact]
    public void Features_of_two_networks_are_refused()
    {
        using var scope = NewDisposeScope();
        using var left = Feature.Moments(Feature.Normal(1, 5, 2));
        using var right = Feature.Moments(Feature.Normal(1, 5, 3));
        var error = Assert.Throws<ArgumentException>(() => FrechetDistance.Between(left, right));
        Assert.Contains("The reference has 2 features, the samples 3; both come from one network.", error.Message);
    }

    private static FeatureMoments Moments(double[] mean, double[,] covariance) => new(tensor(mean), tensor(covariance));
}
