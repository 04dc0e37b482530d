using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Metrics;

/// <summary>
/// How far every image of a set is from its third nearest neighbour in the set: the ball that it stands for in precision
/// and recall.
/// </summary>
internal static class NeighbourRadii
{
    /// <summary>Which neighbour a ball reaches to.</summary>
    public const int Neighbours = 3;

    /// <summary>
    /// Squared radii: entry 3, from 0, of the sorted distances to the whole set, the image itself included. It comes first
    /// unless others are equal to it.
    /// </summary>
    /// <param name="features">float32 [N, D], N at least 4.</param>
    /// <param name="precision">In which precision.</param>
    /// <param name="advance">Called with the number of images done since the last call.</param>
    /// <param name="cancellation">Checked every block.</param>
    /// <returns>[N], of the distances' type.</returns>
    public static Tensor Of(Tensor features, ScalarType precision, Action<long> advance,
        CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var radii = new List<Tensor>();
        var size = SquaredDistances.BlockSize(precision).Rows;
        for (long first = 0; first < features.shape[0]; first += size)
        {
            var rows = features.narrow(0, first, Math.Min(size, features.shape[0] - first));
            radii.Add(OfRows(rows, features, precision, cancellation));
            advance(rows.shape[0]);
        }
        return cat(radii).MoveToOuterDisposeScope();
    }

    private static Tensor OfRows(Tensor rows, Tensor features, ScalarType precision, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        Tensor? nearest = null;                                             // [rows, up to 4], ascending
        var size = SquaredDistances.BlockSize(precision).Columns;
        for (long first = 0; first < features.shape[0]; first += size)
        {
            cancellation.ThrowIfCancellationRequested();
            using var block = NewDisposeScope();
            var columns = features.narrow(0, first, Math.Min(size, features.shape[0] - first));
            var distances = SquaredDistances.Between(rows, columns, precision);
            var candidates = nearest is null ? distances : cat([nearest, distances], 1);
            var kept = (int)Math.Min(Neighbours + 1, candidates.shape[1]);
            nearest = candidates.topk(kept, 1, largest: false, sorted: true).values.MoveToOuterDisposeScope();
        }
        return nearest!.select(1, Neighbours).contiguous().MoveToOuterDisposeScope();
    }
}
