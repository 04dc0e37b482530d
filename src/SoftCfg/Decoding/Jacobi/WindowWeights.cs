using SoftCfg.Guidance;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Decoding.Jacobi;

/// <summary>Puts the value weights of windows together for one forward pass.</summary>
/// <param name="cache">What slots hold.</param>
/// <param name="device">Where they are needed.</param>
internal sealed class WindowWeights(KeyValueCache cache, Device device)
{
    /// <summary>The weights that every row of a window sees: those of its first row.</summary>
    /// <param name="rows">The rows of the pass, unconditional ones last.</param>
    /// <returns>Null where every value weighs 1.</returns>
    public RowWeights? OfFirstRows(IReadOnlyList<WindowRow> rows) => Of(rows, queries: 1, conditional: null);

    /// <summary>
    /// The weights that each row of a window sees if the drafts before it stand. Drafts are observed with the conditional row in front
    /// of them, one by one, and forgotten as soon as what really stands is observed.
    /// </summary>
    /// <param name="rows">The rows of the pass, all unconditional.</param>
    /// <param name="conditional">The logits of their conditional branches.</param>
    /// <returns>Null where every value weighs 1.</returns>
    public RowWeights? OfEveryRow(IReadOnlyList<WindowRow> rows, WindowLogits conditional) => Of(rows, rows[0].Member.Window, conditional);

    private RowWeights? Of(IReadOnlyList<WindowRow> rows, int queries, WindowLogits? conditional)
    {
        var weighted = rows.SkipWhile(row => row.Branch == 0).ToList();
        var cohorts = Enumerable.Range(0, weighted.Count).GroupBy(row => weighted[row].Member.Cohort)
            .Where(group => group.Key.Guidance.WeighsValues).ToList();
        if (cohorts.Count == 0)
            return null;
        var positions = weighted.Max(row => cache.LengthOf(row.Slot) + row.TokenCount);
        var all = ones([weighted.Count * queries, positions], ScalarType.Float32, device);
        var any = false;
        foreach (var cohort in cohorts)
        {
            var members = cohort.Select(row => weighted[row].Member).ToList();
            for (var query = 0; query < queries; query++)
            {
                if (query > 0)
                    ObserveDrafts(cohort.Key.Guidance, members, query - 1, conditional!);
                using var step = members.Step(query, device);
                if (cohort.Key.Guidance.ValueWeights(step) is not { } weights)
                    continue;
                any = true;
                var places = tensor(cohort.Select(row => (long)row * queries + query).ToArray(), ScalarType.Int64, device);
                all.narrow(1, cohort.Key.Key.Context, weights.shape[1]).index_copy_(0, places, weights);
            }
        }
        if (!any)
            return null;
        return new RowWeights(rows.Count - weighted.Count, queries == 1 ? all : all.view(weighted.Count, queries, positions));
    }

    private void ObserveDrafts(IGuidance guidance, List<JacobiMember> members, int row, WindowLogits conditional)
    {
        using var step = members.Step(row, device);
        var drafts = tensor(members.Select(member => member.Chain.Drafts[row].Token).ToArray(), ScalarType.Int64, device);
        guidance.Observe(step, members.Possible(row, conditional.Row(members, branches: 1, row)), drafts);
    }
}
