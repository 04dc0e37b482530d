using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Metrics;

/// <summary>
/// Mean and covariance of rows that come in batches, in float64 and in memory of O(D²). Rows are folded in blocks of
/// their own size, so the batches they came in change no bit of the result.
/// </summary>
/// <remarks>
/// Sums are taken around the mean of the first block: the covariance is what is left when sums of squares are subtracted,
/// and rows far from zero would leave little. Rows that fit one block are centred exactly, and
/// serve as the covariance's factor: small sets are compared in a moment.
/// </remarks>
internal sealed class MomentAccumulator : IDisposable
{
    private const int BlockRows = 2048;

    private readonly Tensor block;
    private readonly Tensor sum;
    private readonly Tensor scatter;
    private Tensor? centre;
    private int filled;
    private long count;

    /// <summary>Begins with no rows.</summary>
    /// <param name="dimensions">D.</param>
    public MomentAccumulator(int dimensions)
    {
        block = empty([BlockRows, dimensions], ScalarType.Float64, CPU).DetachFromDisposeScope();
        sum = zeros([dimensions], ScalarType.Float64, CPU).DetachFromDisposeScope();
        scatter = zeros([dimensions, dimensions], ScalarType.Float64, CPU).DetachFromDisposeScope();
    }

    /// <summary>Takes rows.</summary>
    /// <param name="rows">float32 [n, D]; the caller keeps it.</param>
    public void Append(Tensor rows)
    {
        using var scope = NewDisposeScope();
        for (long done = 0; done < rows.shape[0];)
        {
            var size = Math.Min(BlockRows - filled, rows.shape[0] - done);
            block.narrow(0, filled, size).copy_(rows.narrow(0, done, size));
            done += size;
            filled += (int)size;
            if (filled == BlockRows)
                Fold();
        }
    }

    /// <summary>The moments of all rows; nothing can be appended after it.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than two rows.</exception>
    public FeatureMoments Finish()
    {
        using var scope = NewDisposeScope();
        if (filled > 0)
            Fold();
        if (count < 2)
            throw new InvalidOperationException($"A covariance needs at least 2 rows; there are {count}.");
        var shift = sum.DividedBy(count);                                        // [D]
        var covariance = (scatter - shift.outer(shift).Times(count)).DividedBy(count - 1);
        return new FeatureMoments(centre!.Plus(shift), covariance, RowFactor());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        block.Dispose();
        sum.Dispose();
        scatter.Dispose();
        centre?.Dispose();
    }

    /// <summary>The centred rows, if they are all in the block and no more than a factor by eigenvectors has columns.</summary>
    private Tensor? RowFactor()
    {
        if (count > BlockRows || count > scatter.shape[0])
            return null;
        using var scope = NewDisposeScope();
        return block.narrow(0, 0, count).DividedBy(Math.Sqrt(count - 1)).t().contiguous().MoveToOuterDisposeScope();  // [D, N]
    }

    private void Fold()
    {
        using var scope = NewDisposeScope();
        var rows = block.narrow(0, 0, filled);
        centre ??= rows.mean([0]).DetachFromDisposeScope();
        rows.sub_(centre);
        sum.PlusInPlace(rows.sum([0]));  // a bare 0 would be an element type
        scatter.PlusInPlace(rows.t().mm(rows));
        count += filled;
        filled = 0;
    }
}
