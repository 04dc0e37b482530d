namespace SoftCfg.Checkpoints;

/// <summary>
/// Finds the weights of one model in a file that holds more: training checkpoints nest state dicts beside optimizer
/// states, and wrappers of a model put a prefix in front of every name.
/// </summary>
public static class StateDictSelection
{
    private const char Separator = '/';

    /// <summary>Keys that state dicts are saved under, in the order they are tried.</summary>
    private static readonly string[] KnownKeys = ["model", "module", "state_dict", "ema"];

    /// <summary>What <c>DistributedDataParallel</c> and <c>torch.compile</c> put in front of every name.</summary>
    private static readonly string[] WrapperPrefixes = ["module.", "_orig_mod."];

    /// <summary>
    /// The keys below which a checkpoint nests tensors, such as <c>model</c>, <c>ema</c>; empty if flat.
    /// </summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <returns>The keys in the file's order.</returns>
    public static IReadOnlyList<string> StateDicts(this ICheckpoint checkpoint) => checkpoint.Tensors
        .Where(t => t.Name.Contains(Separator)).Select(t => t.Name[..t.Name.IndexOf(Separator)])
        .Distinct(StringComparer.Ordinal).ToList();

    /// <summary>The tensors below a key, named without it and without the prefixes of model wrappers.</summary>
    /// <param name="checkpoint">The checkpoint; the result owns it.</param>
    /// <param name="stateDict">The key, or several joined with '/', such as <c>ema</c>.</param>
    /// <returns>The selected tensors; dispose it to close the file.</returns>
    /// <exception cref="CheckpointException">There are no tensors below that key.</exception>
    public static ICheckpoint Select(this ICheckpoint checkpoint, string stateDict)
    {
        ArgumentException.ThrowIfNullOrEmpty(stateDict);
        var start = stateDict + Separator;
        if (!checkpoint.Tensors.Any(t => t.Name.StartsWith(start, StringComparison.Ordinal)))
        {
            throw new CheckpointException(checkpoint.Path, $"there is no state dict '{stateDict}'. " +
                $"The file has {CheckpointErrors.Shorten(checkpoint.StateDicts())}.");
        }
        var selection = Describe(checkpoint.Selection, $"state dict '{stateDict}'");
        return StripWrappers(new CheckpointView(checkpoint, name => RemoveStart(name, start), selection));
    }

    /// <summary>
    /// The tensors of the model a checkpoint holds: all of them if any is at the top, else those below the first of
    /// <c>model</c>, <c>module</c>, <c>state_dict</c>, <c>ema</c> that is there. Prefixes of model wrappers are
    /// removed.
    /// <see cref="ICheckpoint.Selection"/> of the result says what was chosen.
    /// </summary>
    /// <param name="checkpoint">The checkpoint; the result owns it.</param>
    /// <returns>The model's tensors; dispose it to close the file.</returns>
    /// <exception cref="CheckpointException">Tensors are nested under other keys only.</exception>
    public static ICheckpoint Unwrap(this ICheckpoint checkpoint)
    {
        var keys = checkpoint.StateDicts();
        if (keys.Count == 0 || checkpoint.Tensors.Any(t => !t.Name.Contains(Separator)))
            return StripWrappers(checkpoint);
        var key = Array.Find(KnownKeys, keys.Contains) ?? throw new CheckpointException(checkpoint.Path,
            $"which tensors are the model's is unclear. The file has {CheckpointErrors.Shorten(keys)}; " +
            "select one of them.");
        return checkpoint.Select(key).Unwrap();
    }

    /// <summary>Gives tensors other names, or leaves them out.</summary>
    /// <param name="checkpoint">The checkpoint; the result owns it.</param>
    /// <param name="rename">The new name of a tensor, or null to leave it out.</param>
    /// <returns>The renamed tensors; dispose it to close the file.</returns>
    /// <exception cref="CheckpointException">Two tensors get the same name.</exception>
    public static ICheckpoint Rename(this ICheckpoint checkpoint, Func<string, string?> rename) =>
        new CheckpointView(checkpoint, rename, checkpoint.Selection);

    private static ICheckpoint StripWrappers(ICheckpoint checkpoint)
    {
        while (checkpoint.Tensors.Count > 0 && Array.Find(WrapperPrefixes, prefix =>
            checkpoint.Tensors.All(t => t.Name.StartsWith(prefix, StringComparison.Ordinal))) is { } found)
        {
            checkpoint = new CheckpointView(checkpoint, name => RemoveStart(name, found),
                Describe(checkpoint.Selection, $"without the prefix '{found}'"));
        }
        return checkpoint;
    }

    private static string? RemoveStart(string name, string start) =>
        name.StartsWith(start, StringComparison.Ordinal) ? name[start.Length..] : null;

    private static string Describe(string before, string step) => before.Length == 0 ? step : $"{before}, {step}";
}
