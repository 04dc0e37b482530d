using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>The logits of a step, and whose they are.</summary>
/// <param name="rows">The rows in the order of the logits.</param>
/// <param name="logits">float [rows, V].</param>
internal sealed class SessionLogits(IReadOnlyList<SessionRow> rows, Tensor logits)
{
    /// <summary>The logits of some sequences.</summary>
    /// <param name="sequences">The sequences, B.</param>
    /// <param name="branches">Their branches.</param>
    /// <returns>float [branches * B, V], conditional rows first; a view where the rows follow each other.</returns>
    public Tensor Of(IReadOnlyCollection<Sequence> sequences, int branches)
    {
        var index = new Dictionary<(Sequence, int), int>();
        for (var row = 0; row < rows.Count; row++)
            index[(rows[row].Sequence, rows[row].Branch)] = row;
        var wanted = Enumerable.Range(0, branches)
            .SelectMany(branch => sequences.Select(sequence => (long)index[(sequence, branch)])).ToArray();
        var follow = wanted.Zip(wanted.Skip(1)).All(pair => pair.First + 1 == pair.Second);
        if (follow && wanted.Length == rows.Count)
            return logits;
        return follow
            ? logits.narrow(0, wanted[0], wanted.Length)
            : logits.Rows(tensor(wanted, ScalarType.Int64, logits.device));
    }
}
