using System.Globalization;
using SoftCfg.Files;

namespace SoftCfg.Checkpoints.Torch;

/// <summary>
/// Finds the tensors in an unpickled object and names them by their path: keys and indices joined with '/'.
/// </summary>
/// <remarks>
/// Pickles can contain themselves or share exponentially. The bound on depth and the budget end any walk.
/// </remarks>
internal sealed class TensorCollector
{
    private const int MaximumDepth = 64;

    private readonly CheckpointFile file;
    private readonly PickleBudget budget;

    /// <summary>Keys as they are, texts or numbers: most paths lead to no tensor and are never written out.</summary>
    private readonly List<object> path = [];
    private readonly List<(string Name, TensorView View)> tensors = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    private TensorCollector(CheckpointFile file, PickleBudget budget) => (this.file, this.budget) = (file, budget);

    /// <summary>The tensors below <paramref name="root"/> in order.</summary>
    /// <exception cref="CheckpointException">Two tensors have the same path, or a bound is exceeded.</exception>
    internal static IReadOnlyList<(string Name, TensorView View)> Collect(CheckpointFile file, PickleBudget budget, object? root)
    {
        var collector = new TensorCollector(file, budget);
        collector.Visit(root);
        return collector.tensors;
    }

    private void Visit(object? value)
    {
        budget.Spend(1);
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
        // Other keys (tuples, None) occur in bookkeeping beside the weights and cannot be part of a name.
        foreach (var (key, value) in LastOfEachKey(dictionary))
            Enter(key!, value);
    }

    /// <summary>A key that is set again keeps its place and gets the new value, as in Python.</summary>
    private List<(object? Key, object? Value)> LastOfEachKey(PickleDictionary dictionary)
    {
        if (dictionary.Pairs is [(string or long, _)])
        {
            budget.Spend(1);
            return dictionary.Pairs;
        }
        var places = new Dictionary<(bool IsText, string Key), int>(dictionary.Pairs.Count);
        var pairs = new List<(object? Key, object? Value)>(dictionary.Pairs.Count);
        foreach (var (key, value) in dictionary.Pairs)
        {
            if (key is not (string or long))
                continue;
            // Numbers as texts: hashes of numbers can be made to collide.
            var written = Text(key);
            budget.Spend(1 + written.Length);
            if (places.TryAdd((key is string, written), pairs.Count))
                pairs.Add((key, value));
            else
                pairs[places[(key is string, written)]] = (key, value);
        }
        return pairs;
    }

    private void VisitItems(IReadOnlyList<object?> items)
    {
        for (var i = 0; i < items.Count; i++)
            Enter((long)i, items[i]);
    }

    private void Enter(object key, object? value)
    {
        if (value is not (TensorView or PickleDictionary or PickleList or object?[]))
        {
            budget.Spend(1);
            return;
        }
        if (path.Count == MaximumDepth)
            throw file.Error($"values are nested more than {MaximumDepth} deep in the pickle, or contain themselves.");
        path.Add(key);
        Visit(value);
        path.RemoveAt(path.Count - 1);
    }

    private void Add(TensorView view)
    {
        var name = string.Join('/', path.Select(Text));
        budget.Spend(name.Length);
        if (!names.Add(name))
            throw file.Error($"two tensors have the path '{ForeignText.Show(name)}'.");
        tensors.Add((name, view));
    }

    private static string Text(object key) => key as string ?? ((long)key).ToString(CultureInfo.InvariantCulture);
}
