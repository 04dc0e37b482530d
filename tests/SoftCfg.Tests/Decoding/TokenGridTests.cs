using CsCheck;
using SoftCfg.Decoding;

namespace SoftCfg.Tests.Decoding;

public class TokenGridTests
{
    private static readonly Gen<TokenGrid> Grids =
        from prefix in Gen.Int[-20, 20]
        from rows in Gen.Int[1, 9]
        from columns in Gen.Int[1, 9]
        from end in Gen.Int[0, 1]
        select new TokenGrid(prefix, rows, columns) { RowLength = columns + end };

    [Fact]
    public void Every_cell_is_filled_by_one_token_in_the_order_of_decoding() => Grids.Sample(grid =>
    {
        var steps = Enumerable.Range(0, grid.Cells).Select(grid.StepOf).ToList();
        return steps.Zip(steps.Skip(1)).All(pair => pair.First < pair.Second)
            && steps.Select(grid.CellOf).SequenceEqual(Enumerable.Range(0, grid.Cells).Cast<int?>());
    });

    [Fact]
    public void What_is_no_cell_has_none() => Grids.Sample(grid =>
        Enumerable.Range(-30, 200).Count(step => grid.CellOf(step) is not null) == grid.Cells);
}
