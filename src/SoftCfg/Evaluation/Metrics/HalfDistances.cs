using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Metrics;

/// <summary>
/// Squared distances in emulated half precision. The evaluator of guided-diffusion computes a block of distances in
/// float16 and, if one of them overflows, the whole block again in float32; near 400 a float16 knows quarters only, so
/// neighbours come out equal that are not.
/// </summary>
/// <remarks>
/// Sums and products are formed in float32 and rounded to half at the places where TensorFlow stores them. How
/// TensorFlow itself accumulates half numbers depends on its version and device, so its last digits cannot be had.
/// </remarks>
internal static class HalfDistances
{
    /// <summary>The evaluator's block, the unit that is redone.</summary>
    public const int BlockSize = 10_000;

    /// <summary>The distances of one block.</summary>
    /// <param name="rows">float32 [R, D].</param>
    /// <param name="columns">float32 [C, D].</param>
    /// <returns>float32 [R, C].</returns>
    public static Tensor Between(Tensor rows, Tensor columns)
    {
        using var scope = NewDisposeScope();
        var (roundRows, roundColumns) = (Round(rows), Round(columns));
        var twice = Round(Round(roundRows.mm(roundColumns.t())).TimesInPlace(2));  // [R, C]
        var partial = Round(SquaredNorms(roundRows).unsqueeze(1) - twice);
        var distances = Round(partial.PlusInPlace(SquaredNorms(roundColumns))).AtLeastInPlace(0);
        return distances.isfinite().all().item<bool>()
            ? distances.MoveToOuterDisposeScope()
            : SquaredDistances.Between(rows, columns).MoveToOuterDisposeScope();
    }

    private static Tensor SquaredNorms(Tensor rows) => Round(Round(rows.Squared()).sum(1));

    /// <summary>The nearest half number, as float32: beyond 65504 it is infinite.</summary>
    private static Tensor Round(Tensor values) => values.to(ScalarType.Float16).to(ScalarType.Float32);
}
