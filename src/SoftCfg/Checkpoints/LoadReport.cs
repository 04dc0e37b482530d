using System.Text;

namespace SoftCfg.Checkpoints;

/// <summary>How the tensors of a file and those of a model compare; the names are the model's.</summary>
/// <param name="Path">The weights file.</param>
/// <param name="Selection">Which of the file's tensors were used, as <see cref="ICheckpoint.Selection"/> says.</param>
/// <param name="Matching">Tensors that fit.</param>
/// <param name="Missing">Tensors of the model that the file lacks.</param>
/// <param name="Unexpected">Tensors of the file that the model lacks.</param>
/// <param name="Mismatched">Tensors that differ in shape, or hold fractions where the model holds whole
/// numbers.</param>
public sealed record LoadReport(string Path, string Selection,
    IReadOnlyList<TensorInfo> Matching, IReadOnlyList<TensorInfo> Missing, IReadOnlyList<TensorInfo> Unexpected,
    IReadOnlyList<TensorMismatch> Mismatched)
{
    private const int Listed = 8;

    /// <summary>Whether every tensor of the model is in the file, fits it, and nothing is left over.</summary>
    public bool Fits => Missing.Count == 0 && Unexpected.Count == 0 && Mismatched.Count == 0;

    /// <summary>The comparison as text: one line when everything fits, else the first few names of each kind.</summary>
    /// <returns>The text, without a line break at its end.</returns>
    public override string ToString()
    {
        var source = Selection.Length == 0 ? "" : $" ({Selection})";
        if (Fits)
            return $"all {Matching.Count} tensors fit{source}";
        var text = new StringBuilder($"{Matching.Count} tensors{source} fit the model, {Missing.Count} are missing, " +
            $"{Unexpected.Count} unexpected, {Mismatched.Count} of another shape or kind.");
        AppendSection(text, "missing", Missing.Select(t => t.ToString()));
        AppendSection(text, "unexpected", Unexpected.Select(t => t.ToString()));
        AppendSection(text, "mismatched", Mismatched.Select(m => $"{m.Found}; the model has {m.Expected.Layout}"));
        return text.ToString();
    }

    private static void AppendSection(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        foreach (var line in all.Take(Listed))
            text.Append('\n').Append("  ").Append(title).Append(": ").Append(line);
        if (all.Count > Listed)
            text.Append($"\n  {title}: and {all.Count - Listed} more");
    }
}
