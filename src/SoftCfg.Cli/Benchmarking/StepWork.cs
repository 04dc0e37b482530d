using SoftCfg.Layers;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>
/// The work of a step that no implementation can do without: every weight of every projection is read once and multiplied with
/// every row. Attention, norms, tables and the scales of formats are not counted.
/// </summary>
/// <param name="Weights">Weights of all projections.</param>
/// <param name="Format">How they are stored.</param>
/// <param name="Rows">Rows of a step.</param>
internal sealed record StepWork(long Weights, WeightFormat Format, int Rows)
{
    /// <summary>Bytes of weights.</summary>
    public double Bytes => Weights * BytesOf(Format);

    /// <summary>Multiplications and additions.</summary>
    public double Operations => 2.0 * Weights * Rows;

    private static double BytesOf(WeightFormat format) => format switch
    {
        WeightFormat.Float32 => 4,
        WeightFormat.BFloat16 => 2,
        WeightFormat.Int8 => 1,
        WeightFormat.Int4 => 0.5,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
    };
}
