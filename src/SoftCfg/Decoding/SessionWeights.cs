using SoftCfg.Guidance;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>Puts the value weights of all cohorts together for one forward pass.</summary>
internal static class SessionWeights
{
    /// <summary>The weights of a pass.</summary>
    /// <param name="cohorts">Who guides.</param>
    /// <param name="rows">The rows of the pass: unconditional ones last.</param>
    /// <param name="cache">What slots hold.</param>
    /// <param name="device">Where they are needed.</param>
    /// <returns>Null where every value weighs 1.</returns>
    public static RowWeights? Of(IReadOnlyList<Cohort> cohorts, List<SessionRow> rows, KeyValueCache cache, Device device)
    {
        var first = rows.FindIndex(row => row.Branch == 1);
        if (first < 0)
            return null;
        var weighted = rows[first..];
        var parts = cohorts.Select(cohort => (Cohort: cohort, Weights: Of(cohort, weighted, device)))
            .Where(part => part.Weights is not null).ToList();
        if (parts.Count == 0)
            return null;
        if (cohorts.Count == 1)
            return new RowWeights(first, BehindContext(parts[0].Cohort, parts[0].Weights!));
        var positions = weighted.Max(row => cache.LengthOf(row.Slot));
        var all = ones([weighted.Count, positions], ScalarType.Float32, device);
        foreach (var (cohort, weights) in parts)
        {
            var indices = IndicesOf(cohort, weighted);
            var columns = all.narrow(1, cohort.Key.Context, weights!.shape[1]);
            columns.index_copy_(0, tensor(indices.Select(i => (long)i).ToArray(), ScalarType.Int64, device), weights);
        }
        return new RowWeights(first, all);
    }

    private static Tensor? Of(Cohort cohort, List<SessionRow> weighted, Device device)
    {
        var mine = IndicesOf(cohort, weighted).Select(i => weighted[i].Sequence).ToArray();
        if (mine.Length == 0)
            return null;
        using var step = new GuidanceStep(mine.Select(s => s.Place).ToArray(), mine.Select(s => s.Step).ToArray(), device);
        return cohort.Guidance.ValueWeights(step);
    }

    private static List<int> IndicesOf(Cohort cohort, List<SessionRow> weighted) =>
        Enumerable.Range(0, weighted.Count).Where(i => cohort.Sequences.Contains(weighted[i].Sequence)).ToList();

    /// <summary>The context in front of the image weighs 1.</summary>
    private static Tensor BehindContext(Cohort cohort, Tensor weights) =>
        nn.functional.pad(weights, [cohort.Key.Context, 0], value: 1);
}
