using SoftCfg.Evaluation.Metrics;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation.Metrics;

public class HalfDistancesTests
{
    [Fact]
    public void Distances_are_rounded_where_half_numbers_are_stored()
    {
        // 20.01 is 20.015625 in half precision; its square, 400.63, is stored as a multiple of a quarter, and 0.01 is lost.
        using var scope = NewDisposeScope();
        var u = Tensors.Row(20.01f, 0);
        var v = Tensors.Row(0, 0.1f);
        Assert.Equal([400.75f], Tensors.Floats(HalfDistances.Between(u, v)));
        Assert.Equal(400.41, Tensors.Floats(SquaredDistances.Between(u, v))[0], 1e-2);
    }

    [Fact]
    public void One_overflow_takes_the_whole_block_to_float32()
    {
        using var scope = NewDisposeScope();
        var rows = tensor(new[,] { { 20.01f }, { 300f } });
        var column = Tensors.Row(0.1f);
        var distances = HalfDistances.Between(rows, column);
        Assert.True(Tensors.AreEqual(SquaredDistances.Between(rows, column), distances));
        var alone = HalfDistances.Between(rows.narrow(0, 0, 1), column);
        Assert.NotEqual(Tensors.Floats(distances)[0], Tensors.Floats(alone)[0]);
    }

    [Fact]
    public void Its_block_is_the_evaluator_s() =>
        Assert.Equal((10_000, 10_000), SquaredDistances.BlockSize(ScalarType.Float16));
}
