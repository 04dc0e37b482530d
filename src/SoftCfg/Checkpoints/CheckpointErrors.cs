namespace SoftCfg.Checkpoints;

/// <summary>Messages that several kinds of checkpoint share.</summary>
internal static class CheckpointErrors
{
    private const int ListedNames = 10;

    /// <summary>A tensor was asked for that the file does not hold.</summary>
    internal static CheckpointException NoSuchTensor(ICheckpoint checkpoint, string name) => new(checkpoint.Path,
        $"there is no tensor '{name}'. It holds {Shorten(checkpoint.Tensors.Select(t => t.Name).ToList())}.");

    /// <summary>The first few names, and how many more there are.</summary>
    internal static string Shorten(IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
            return "nothing";
        var listed = string.Join(", ", names.Take(ListedNames));
        return names.Count > ListedNames ? $"{listed} and {names.Count - ListedNames} more" : listed;
    }
}
