using SoftCfg.Layers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Decoding.Jacobi;

/// <summary>The forward passes of a step: one for all rows that feed equally many tokens and ask for equally many logits.</summary>
/// <param name="model">The model.</param>
/// <param name="cache">The cache; lengths move.</param>
internal sealed class WindowPasses(ICausalImageModel model, KeyValueCache cache)
{
    /// <summary>Feeds rows.</summary>
    /// <param name="rows">The rows, conditional ones first.</param>
    /// <param name="weigh">The weights of the rows of a pass.</param>
    /// <param name="logits">Where the logits go.</param>
    public void Feed(IEnumerable<WindowRow> rows, Func<IReadOnlyList<WindowRow>, RowWeights?> weigh, WindowLogits logits)
    {
        foreach (var group in rows.GroupBy(row => (row.TokenCount, row.Member.Window)))
        {
            var fed = group.ToList();
            logits.Add(fed, Feed(fed, weigh(fed)));
        }
    }

    /// <summary>One pass: float [rows, window, V].</summary>
    private Tensor Feed(List<WindowRow> rows, RowWeights? weights)
    {
        var tokens = tensor(rows.SelectMany(row => row.Tokens).ToArray(), [rows.Count, rows[0].TokenCount], ScalarType.Int64, model.Device);
        var conditions = tensor(rows.Select(row => row.Context[^1]).ToArray(), ScalarType.Int64, model.Device);
        using var pass = new ForwardPass(tokens, rows.ConvertAll(row => row.Slot), cache)
        {
            Conditions = conditions,
            LogitCount = rows[0].Member.Window,
            Weights = weights,
        };
        var logits = model.Forward(pass, cache);
        cache.Advance(pass);
        return logits;
    }
}
