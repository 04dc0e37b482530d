namespace SoftCfg.Checkpoints;

/// <summary>What a weights file holds, for people.</summary>
/// <param name="Path">The file.</param>
/// <param name="Tensors">Its tensors in order: name, element type, shape.</param>
/// <param name="Metadata">Text stored beside them.</param>
/// <param name="Elements">Elements of all tensors; weights shared by two names count twice.</param>
/// <param name="Bytes">Bytes of all tensors.</param>
/// <param name="StateDicts">What is nested under which key; empty for a flat file.</param>
public sealed record CheckpointSummary(string Path, IReadOnlyList<TensorInfo> Tensors,
    IReadOnlyDictionary<string, string> Metadata, long Elements, long Bytes, IReadOnlyList<StateDictSummary> StateDicts)
{
    /// <summary>Summarises an open checkpoint without reading any element.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <returns>The summary; it stays valid when the checkpoint is closed.</returns>
    public static CheckpointSummary Of(ICheckpoint checkpoint)
    {
        var tensors = checkpoint.Tensors;
        // Grouped once: a file may have as many keys as tensors.
        var nested = tensors.Where(t => t.Name.Contains('/')).GroupBy(t => t.Name[..t.Name.IndexOf('/')], StringComparer.Ordinal)
            .Select(own => new StateDictSummary(own.Key, own.Count(), own.Sum(t => t.Elements), own.Sum(t => t.Bytes)));
        return new CheckpointSummary(checkpoint.Path, tensors, checkpoint.Metadata, tensors.Sum(t => t.Elements),
            tensors.Sum(t => t.Bytes), nested.ToList());
    }
}
