using SoftCfg.Files;

namespace SoftCfg.Checkpoints;

/// <summary>
/// Finds the weights of one model in a file that holds more: training checkpoints nest state dicts beside optimizer
/// states, and wrappers of a model put segments into its names.
/// </summary>
public static class StateDictSelection
{
    private const char Separator = '/';

    /// <summary>Keys that state dicts are saved under, in the order they are tried.</summary>
    private static readonly string[] KnownKeys = ["model", "module", "state_dict", "ema"];

    /// <summary>
    /// The keys below which a checkpoint nests tensors, such as <c>model</c>, <c>ema</c>; empty if flat.
    /// </summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <returns>The keys in the file's order.</returns>
    public static IReadOnlyList<string> StateDicts(this ICheckpoint checkpoint) => checkpoint.Tensors
        .Where(t => t.Name.Contains(Separator)).Select(t => t.Name[..t.Name.IndexOf(Separator)])
        .Distinct(StringComparer.Ordinal).ToList();

    /// <summary>The tensors below a key, named without it and without the names of model wrappers.</summary>
    /// <param name="checkpoint">The checkpoint; the result owns it.</param>
    /// <param name="stateDict">The key, or several joined with '/', such as <c>ema</c>.</param>
    /// <returns>The selected tensors; dispose it to close the file.</returns>
    /// <exception cref="CheckpointException">There are no tensors below that key, or two get the same name.</exception>
    public static ICheckpoint Select(this ICheckpoint checkpoint, string stateDict)
    {
        ArgumentException.ThrowIfNullOrEmpty(stateDict);
        var start = stateDict + Separator;
        if (!checkpoint.Tensors.Any(t => t.Name.StartsWith(start, StringComparison.Ordinal)))
        {
            throw new CheckpointException(checkpoint.Path, $"there is no state dict '{ForeignText.Show(stateDict)}'. " +
                $"The file has {CheckpointErrors.Shorten(checkpoint.StateDicts())}.");
        }
        var selection = Describe(checkpoint.Selection, [$"state dict '{ForeignText.Show(stateDict)}'"]);
        return DropWrappers(new CheckpointView(checkpoint,
            name => name.StartsWith(start, StringComparison.Ordinal) ? name[start.Length..] : null, selection));
    }

    /// <summary>
    /// The tensors of the model a checkpoint holds, wherever they are: of all nested dictionaries, the one that is
    /// recognised. Names of model wrappers (<c>module.</c>, <c>_orig_mod.</c>, <c>_fsdp_wrapped_module.</c>,
    /// <c>_checkpoint_wrapped_module.</c>) are removed wherever they stand in a tensor's name. Of several that are recognised,
    /// the top of the file or the first of <c>model</c>, <c>module</c>, <c>state_dict</c>, <c>ema</c> is taken. Where none is,
    /// this is <see cref="Unwrap(ICheckpoint)"/>. <see cref="ICheckpoint.Selection"/> of the result says what was chosen.
    /// </summary>
    /// <param name="checkpoint">The checkpoint; the result owns it.</param>
    /// <param name="isModel">Recognises a model by the names and shapes of its tensors; it may not dispose what it gets.</param>
    /// <param name="fewestTensors">
    /// Tensors that every model has: smaller dictionaries are not asked about. A file may hold one for each weight.
    /// </param>
    /// <returns>The model's tensors; dispose it to close the file.</returns>
    /// <exception cref="CheckpointException">
    /// Several are recognised and none comes first (they are listed, with the command that takes one out), or two tensors get
    /// the same name.
    /// </exception>
    public static ICheckpoint Unwrap(this ICheckpoint checkpoint, Func<ICheckpoint, bool> isModel, int fewestTensors = 1)
    {
        CheckpointException? collision = null;
        var found = new List<(StateDict StateDict, ICheckpoint View)>();
        foreach (var stateDict in StateDict.AllOf(checkpoint).Where(s => s.Tensors.Count >= fewestTensors))
        {
            try
            {
                if (stateDict.Readings(checkpoint).FirstOrDefault(isModel) is { } view)
                    found.Add((stateDict, view));
            }
            catch (CheckpointException e)
            {
                collision ??= e;
            }
        }
        if (found.Count == 0)
            return collision is null ? checkpoint.Unwrap() : throw collision;
        var sorted = found.OrderBy(f => Rank(f.StateDict)).ThenBy(f => f.StateDict.Depth).ToList();
        if (sorted is [var first, var second, ..] && (Rank(first.StateDict) == KnownKeys.Length ||
            (Rank(first.StateDict), first.StateDict.Depth) == (Rank(second.StateDict), second.StateDict.Depth)))
        {
            throw Unclear(checkpoint, sorted.Select(f => f.StateDict.Key).ToList(), "several state dicts are a model");
        }
        return sorted[0].View;
    }

    /// <summary>
    /// The tensors of the model a checkpoint holds: all of them if any is at the top, else those below the first of
    /// <c>model</c>, <c>module</c>, <c>state_dict</c>, <c>ema</c> that is there. Names of model wrappers are removed; in front
    /// of a name only where all have them.
    /// <see cref="ICheckpoint.Selection"/> of the result says what was chosen.
    /// </summary>
    /// <param name="checkpoint">The checkpoint; the result owns it.</param>
    /// <returns>The model's tensors; dispose it to close the file.</returns>
    /// <exception cref="CheckpointException">Tensors are nested under other keys only, or two get the same name.</exception>
    public static ICheckpoint Unwrap(this ICheckpoint checkpoint)
    {
        var keys = checkpoint.StateDicts();
        if (keys.Count == 0 || checkpoint.Tensors.Any(t => !t.Name.Contains(Separator)))
            return DropWrappers(checkpoint);
        var key = Array.Find(KnownKeys, keys.Contains) ??
            throw Unclear(checkpoint, keys, "which tensors are the model's is unclear");
        return checkpoint.Select(key).Unwrap();
    }

    /// <summary>The state dicts at any depth whose last key is this one, such as <c>ema</c>.</summary>
    /// <returns>Their keys, as <see cref="Select"/> takes them; those that lie least deep first.</returns>
    internal static IReadOnlyList<string> StateDictsNamed(this ICheckpoint checkpoint, string key) =>
        StateDict.AllOf(checkpoint).Where(s => s.LastKey == key).OrderBy(s => s.Depth).Select(s => s.Key).ToList();

    /// <summary>Gives tensors other names, or leaves them out.</summary>
    /// <param name="checkpoint">The checkpoint; the result owns it.</param>
    /// <param name="rename">The new name of a tensor, or null to leave it out.</param>
    /// <returns>The renamed tensors; dispose it to close the file.</returns>
    /// <exception cref="CheckpointException">Two tensors get the same name.</exception>
    public static ICheckpoint Rename(this ICheckpoint checkpoint, Func<string, string?> rename) =>
        new CheckpointView(checkpoint, rename, checkpoint.Selection);

    private static int Rank(StateDict stateDict) => stateDict.Depth == 0 ? -1
        : Array.IndexOf(KnownKeys, stateDict.LastKey) is >= 0 and var known ? known : KnownKeys.Length;

    private static CheckpointException Unclear(ICheckpoint checkpoint, IReadOnlyCollection<string> keys, string problem) => new(
        checkpoint.Path, $"{problem}: the file has {CheckpointErrors.Shorten(keys)}. " +
        $"'softcfg convert {checkpoint.Path} OUT.safetensors --select {ForeignText.Show(keys.First())}' takes one out; use that file.");

    private static ICheckpoint DropWrappers(ICheckpoint checkpoint)
    {
        var keepsFront = !checkpoint.Tensors.All(t => WrapperNames.IsWrapped(t.Name));
        var dropped = new List<string>();
        var names = checkpoint.Tensors.ToDictionary(t => t.Name, t => WrapperNames.Drop(t.Name, keepsFront, dropped),
            StringComparer.Ordinal);
        return dropped.Count == 0
            ? checkpoint
            : new CheckpointView(checkpoint, name => names[name], Describe(checkpoint.Selection, dropped));
    }

    private static string Describe(string before, IEnumerable<string> steps) =>
        string.Join(", ", before.Length == 0 ? steps : steps.Prepend(before));
}
