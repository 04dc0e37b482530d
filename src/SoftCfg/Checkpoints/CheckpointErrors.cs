using SoftCfg.Files;

namespace SoftCfg.Checkpoints;

/// <summary>Messages that several kinds of checkpoint share.</summary>
internal static class CheckpointErrors
{
    /// <summary>A tensor was asked for that the file does not hold.</summary>
    internal static CheckpointException NoSuchTensor(ICheckpoint checkpoint, string name) => new(checkpoint.Path,
        $"there is no tensor '{ForeignText.Show(name)}'. It holds {Shorten(checkpoint.Tensors.Select(t => t.Name).ToList())}.");

    /// <summary>The first few names, and how many more there are.</summary>
    internal static string Shorten(IReadOnlyCollection<string> names) => ForeignText.List(names);
}
