using SoftCfg.Layers;
using SoftCfg.Models;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>
/// The work of a step that no implementation can do without: every weight of every projection is read once and multiplied with
/// every row. Attention, norms and tables are not counted.
/// </summary>
/// <param name="Weights">Weights of all projections.</param>
/// <param name="Bytes">Bytes that hold them.</param>
/// <param name="Rows">Rows of a step.</param>
internal sealed record StepWork(long Weights, double Bytes, int Rows)
{
    /// <summary>Multiplications and additions.</summary>
    public double Operations => 2.0 * Weights * Rows;

    /// <summary>Bytes that hold the weights of a model: as it has packed them, with what belongs to them, or by their format.</summary>
    public static double BytesOf(ICausalImageModel model, long weights, WeightFormat format) =>
        model is IPackedModel { WeightBytes: > 0 and var packed } ? packed : BytesOf(weights, format);

    /// <summary>Bytes of so many weights, without scales.</summary>
    public static double BytesOf(long weights, WeightFormat format) => weights * format switch
    {
        WeightFormat.Float32 => 4,
        WeightFormat.BFloat16 => 2,
        WeightFormat.Int8 => 1,
        WeightFormat.Int4 => 0.5,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
    };
}
