using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Decoding.Jacobi;

/// <summary>The logits of a step's windows, and whose they are.</summary>
internal sealed class WindowLogits
{
    private readonly List<Tensor> parts = [];  // float [rows, V] each
    private readonly Dictionary<(JacobiMember, int Branch), long> firsts = [];
    private long rows;
    private Tensor? all;

    /// <summary>Takes the logits of a pass.</summary>
    /// <param name="fed">Its rows.</param>
    /// <param name="logits">float [rows, n, V].</param>
    public void Add(IReadOnlyList<WindowRow> fed, Tensor logits)
    {
        var window = logits.shape[1];
        for (var row = 0; row < fed.Count; row++)
            firsts[(fed[row].Member, fed[row].Branch)] = rows + row * window;
        parts.Add(logits.reshape(-1, logits.shape[2]));
        rows += fed.Count * window;
        all = null;
    }

    /// <summary>One row of the windows of some sequences.</summary>
    /// <param name="members">The sequences, B.</param>
    /// <param name="branches">How many branches of them.</param>
    /// <param name="row">Which row of the windows.</param>
    /// <returns>float [branches * B, V], conditional rows first.</returns>
    public Tensor Row(IReadOnlyList<JacobiMember> members, int branches, int row)
    {
        all ??= parts.Count == 1 ? parts[0] : cat(parts);
        var index = Enumerable.Range(0, branches)
            .SelectMany(branch => members.Select(member => firsts[(member, branch)] + row)).ToArray();
        return all.Rows(tensor(index, ScalarType.Int64, all.device));
    }
}
