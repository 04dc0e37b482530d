namespace SoftCfg.Checkpoints.Torch;

/// <summary>
/// Finds the tensors in an unpickled object and names them by their path: keys and indices joined with '/'.
/// </summary>
/// <remarks>
/// Pickles can contain themselves or share exponentially. The bounds on depth, visits and characters end any walk.
/// </remarks>
internal sealed class TensorCollector
{
    private const int MaximumDepth = 64;
    private const int MaximumVisits = 4_000_000;
    private const long MaximumNameCharacters = 16 << 20;

    private readonly CheckpointFile file;
    private readonly List<string> path = [];
    private readonly List<(string Name, TensorView View)> tensors = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private int visits;
    private long nameCharacters;

    private TensorCollector(CheckpointFile file) => this.file = file;

    /// <summary>The tensors below <paramref name="root"/> in order.</summary>
    /// <exception cref="CheckpointException">Two tensors have the same path, or a bound is exceeded.</exception>
    internal static IReadOnlyList<(string Name, TensorView View)> Collect(CheckpointFile file, object? root)
    {
        var collector = new TensorCollector(file);
        collector.Visit(root);
        return collector.tensors;
    }

    private void Visit(object? value)
    {
        if (++visits > MaximumVisits)
            throw file.Error($"the pickle has more than {MaximumVisits} values, or shares them without end.");
        if (value is TensorView view)
            Add(view);
        else if (value is PickleDictionary dictionary)
            VisitPairs(dictionary);
        else if (value is PickleList list)
            VisitItems(list.Items);
        else if (value is object?[] tuple)
            VisitItems(tuple);
    }

    private void VisitPairs(PickleDictionary dictionary)
    {
        foreach (var (key, value) in dictionary.Pairs)
        {
            // Other keys (tuples, None) occur in bookkeeping beside the weights and cannot be part of a name.
            if (key is string or long)
                Enter($"{key}", value);
        }
    }

    private void VisitItems(IReadOnlyList<object?> items)
    {
        for (var i = 0; i < items.Count; i++)
            Enter(i.ToString(System.Globalization.CultureInfo.InvariantCulture), items[i]);
    }

    private void Enter(string key, object? value)
    {
        if (path.Count == MaximumDepth)
            throw file.Error($"values are nested more than {MaximumDepth} deep in the pickle, or contain themselves.");
        path.Add(key);
        Visit(value);
        path.RemoveAt(path.Count - 1);
    }

    private void Add(TensorView view)
    {
        nameCharacters += path.Sum(key => key.Length + 1L);
        if (nameCharacters > MaximumNameCharacters)
            throw file.Error($"the names of the tensors have more than {MaximumNameCharacters} characters.");
        var name = string.Join('/', path);
        if (!names.Add(name))
            throw file.Error($"two tensors have the path '{name}'.");
        tensors.Add((name, view));
    }
}
