using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Metrics;

/// <summary>
/// Squared distances between the rows of two sets: <c>max(0, |u|² - 2 u·v + |v|²)</c>. The evaluator of guided-diffusion
/// takes no root anywhere, and neither does this: the neighbours are the same ones.
/// </summary>
internal static class SquaredDistances
{
    /// <summary>Rows and columns computed at a time: distances of float32 then take 64 MB.</summary>
    public static (int Rows, int Columns) BlockSize(ScalarType precision) =>
        // In half precision the size of the block decides which distances are redone: it is part of the rule.
        precision == ScalarType.Float16 ? (HalfDistances.BlockSize, HalfDistances.BlockSize) : (2048, 8192);

    /// <summary>The distances of one block.</summary>
    /// <param name="rows">float32 [R, D].</param>
    /// <param name="columns">float32 [C, D].</param>
    /// <param name="precision">In which precision.</param>
    /// <returns>[R, C], float64 for <see cref="ScalarType.Float64"/>, otherwise float32.</returns>
    public static Tensor Between(Tensor rows, Tensor columns, ScalarType precision) => precision switch
    {
        ScalarType.Float32 => Between(rows, columns),
        ScalarType.Float64 => InFloat64(rows, columns),
        ScalarType.Float16 => HalfDistances.Between(rows, columns),
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "This is no precision."),
    };

    /// <summary>In the precision of the tensors.</summary>
    internal static Tensor Between(Tensor rows, Tensor columns)
    {
        using var scope = NewDisposeScope();
        var rowNorms = rows.Squared().sum(1, keepdim: true);                // [R, 1]
        var columnNorms = columns.Squared().sum(1);                         // [C]
        return rows.mm(columns.t()).TimesInPlace(-2).PlusInPlace(rowNorms).PlusInPlace(columnNorms).AtLeastInPlace(0)
            .MoveToOuterDisposeScope();
    }

    private static Tensor InFloat64(Tensor rows, Tensor columns)
    {
        using var wideRows = rows.to(ScalarType.Float64);
        using var wideColumns = columns.to(ScalarType.Float64);
        return Between(wideRows, wideColumns);
    }
}
