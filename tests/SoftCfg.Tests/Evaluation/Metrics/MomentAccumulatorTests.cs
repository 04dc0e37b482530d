using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation.Metrics;

public class MomentAccumulatorTests
{
    [Theory]
    [InlineData(2, 5)]
    [InlineData(40, 5)]
    [InlineData(2048, 3)]
    [InlineData(2049, 3)]
    [InlineData(6000, 7)]
    public void Mean_and_covariance_are_those_of_the_formula(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var features = Feature.Normal(1, rows, columns);
        using var moments = Feature.Moments(features);
        var values = features.to(ScalarType.Float64);
        for (var i = 0; i < columns; i++)
        {
            var left = values.select(1, i).data<double>().ToArray();
            Assert.Equal(left.Average(), moments.Mean[i].item<double>(), 1e-12);
            for (var j = 0; j < columns; j++)
            {
                var right = values.select(1, j).data<double>().ToArray();
                var (leftMean, rightMean) = (left.Average(), right.Average());
                var expected = left.Zip(right, (a, b) => (a - leftMean) * (b - rightMean)).Sum() / (rows - 1);
                Assert.Equal(expected, moments.Covariance[i, j].item<double>(), 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(2048)]
    [InlineData(5000)]
    public void The_size_of_batches_changes_no_bit(int batchSize)
    {
        using var scope = NewDisposeScope();
        var features = Feature.Normal(2, 4500, 33);
        using var expected = Feature.Moments(features, 64);
        using var actual = Feature.Moments(features, batchSize);
        Assert.True(Tensors.AreEqual(expected.Mean, actual.Mean));
        Assert.True(Tensors.AreEqual(expected.Covariance, actual.Covariance));
    }

    [Fact]
    public void Rows_far_from_zero_keep_their_digits()
    {
        using var scope = NewDisposeScope();
        var features = tensor(Enumerable.Range(0, 5000).Select(i => 1e6f + i % 2).ToArray()).reshape(5000, 1);
        using var moments = Feature.Moments(features);
        Assert.Equal(1e6 + 0.5, moments.Mean[0].item<double>(), 1e-9);
        Assert.Equal(0.25 * 5000 / 4999, moments.Covariance[0, 0].item<double>(), 1e-12);
    }

    [Theory]
    [InlineData(5, 9)]
    [InlineData(9, 5)]
    [InlineData(2500, 5)]
    public void The_factor_squares_to_the_covariance(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var moments = Feature.Moments(Feature.Normal(3, rows, columns));
        var square = moments.Factor.mm(moments.Factor.t());
        Assert.True(square.allclose(moments.Covariance, 1e-10, 1e-12));
        Assert.Equal(Math.Min(rows, columns), moments.Factor.shape[1]);
    }

    [Fact]
    public void One_row_has_no_covariance()
    {
        using var row = zeros(1, 3);
        var error = Assert.Throws<InvalidOperationException>(() => Feature.Moments(row));
        Assert.Equal("A covariance needs at least 2 rows; there are 1.", error.Message);
    }
}
