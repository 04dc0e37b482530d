using SoftCfg.Layers;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>What the kinds of guidance are measured on.</summary>
/// <param name="Model">The model.</param>
/// <param name="Weights">How its weights are stored.</param>
/// <param name="Batch">Images decoded together.</param>
/// <param name="Steps">Tokens of each that are timed.</param>
/// <param name="Length">Tokens of each that are there before.</param>
internal sealed record BenchRow(BenchModel Model, WeightFormat Weights, int Batch, int Steps, int Length)
{
    public override string ToString() => $"{Model}, {BenchNames.Of(Weights)}, batch {Batch}";
}
