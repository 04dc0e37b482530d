using SoftCfg.Guidance;
using SoftCfg.Layers;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>What <c>softcfg bench</c> was asked for.</summary>
internal sealed record BenchOptions
{
    public required IReadOnlyList<BenchModel> Models { get; init; }
    public required IReadOnlyList<WeightFormat> Weights { get; init; }
    public required IReadOnlyList<int> Batches { get; init; }
    public required IReadOnlyList<GuidanceKind> Kinds { get; init; }
    public required int Steps { get; init; }
    public required int Length { get; init; }
    public required int Runs { get; init; }
    public required int Threads { get; init; }
    public string? Output { get; init; }
    public bool Json { get; init; }

    /// <summary>Whether one cell was named: its figures are one object, not a table of one row.</summary>
    public required bool IsOneCell { get; init; }

    /// <summary>Everything that is measured on one model at one batch, model by model: one is in memory at a time.</summary>
    public IEnumerable<BenchRow> Rows => from model in Models
                                         from weights in Weights
                                         from batch in Batches
                                         select new BenchRow(model, weights, batch, Steps, Length);
}
