using SoftCfg.Files;

namespace SoftCfg.Checkpoints;

/// <summary>The tensors directly below one path of keys: what <c>state_dict()</c> gave, if it is one.</summary>
/// <param name="Key">Keys joined with '/', as <see cref="StateDictSelection.Select"/> takes them; empty for the top.</param>
/// <param name="Tensors">Its tensors, under their full names.</param>
internal sealed record StateDict(string Key, IReadOnlyList<TensorInfo> Tensors)
{
    private const char Separator = '/';

    /// <summary>The last key.</summary>
    internal string LastKey => Key[(Key.LastIndexOf(Separator) + 1)..];

    /// <summary>How many keys lead to it.</summary>
    internal int Depth => Key.Length == 0 ? 0 : Key.Count(c => c == Separator) + 1;

    private int NameStart => Key.Length == 0 ? 0 : Key.Length + 1;

    /// <summary>All of a file, in its order, at any depth; together they are all tensors.</summary>
    internal static IReadOnlyList<StateDict> AllOf(ICheckpoint checkpoint) => checkpoint.Tensors
        .GroupBy(t => t.Name[..Math.Max(t.Name.LastIndexOf(Separator), 0)], StringComparer.Ordinal)
        .Select(group => new StateDict(group.Key, [.. group])).ToList();

    /// <summary>
    /// How its tensors may be a model's: those behind a wrapper alone, if others stand beside them (a wrapper is around all of
    /// the model); and all of them.
    /// </summary>
    /// <param name="checkpoint">The file.</param>
    /// <returns>Views under the model's names.</returns>
    /// <exception cref="CheckpointException">Without its wrappers, a name is another's.</exception>
    internal IEnumerable<ICheckpoint> Readings(ICheckpoint checkpoint)
    {
        // Made first: it refuses names that are one without their wrappers.
        var all = View(checkpoint, Tensors);
        var wrapped = Tensors.Where(t => WrapperNames.IsWrapped(t.Name[NameStart..])).ToList();
        if (wrapped.Count > 0 && wrapped.Count < Tensors.Count)
            yield return View(checkpoint, wrapped);
        yield return all;
    }

    private ICheckpoint View(ICheckpoint checkpoint, IReadOnlyList<TensorInfo> members)
    {
        var dropped = new List<string>();
        foreach (var tensor in members)
            WrapperNames.Drop(tensor.Name[NameStart..], keepsFront: false, dropped);
        if (members.Count == checkpoint.Tensors.Count && dropped.Count == 0 && Key.Length == 0)
            return checkpoint;
        return new CheckpointView(checkpoint, members,
            name => WrapperNames.Drop(name[NameStart..], keepsFront: false, dropped), Describe(checkpoint, members, dropped));
    }

    private string Describe(ICheckpoint checkpoint, IReadOnlyList<TensorInfo> members, List<string> dropped)
    {
        var words = new List<string>();
        if (checkpoint.Selection.Length > 0)
            words.Add(checkpoint.Selection);
        if (Key.Length > 0)
            words.Add($"state dict '{ForeignText.Show(Key)}'");
        words.AddRange(dropped);
        if (members.Count < Tensors.Count)
        {
            var others = Tensors.Except(members).Select(t => t.Name[NameStart..]).ToList();
            words.Add($"leaving out {ForeignText.List(others)}");
        }
        return words.Count == 0 ? "the tensors outside state dicts" : string.Join(", ", words);
    }
}
