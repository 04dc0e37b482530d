using System.Globalization;
using SoftCfg.Checkpoints;

namespace SoftCfg.Families;

/// <summary>The names and shapes of a checkpoint's tensors: all that recognising it looks at.</summary>
internal sealed class TensorShapes(ICheckpoint checkpoint)
{
    private readonly Dictionary<string, long[]> shapes =
        checkpoint.Tensors.ToDictionary(t => t.Name, t => t.Shape, StringComparer.Ordinal);

    /// <summary>Whether every one of these tensors is there.</summary>
    public bool Have(params string[] names) => Array.TrueForAll(names, shapes.ContainsKey);

    /// <summary>A dimension of a tensor; 0, which is no valid size of anything, when there is no such tensor or axis.</summary>
    public int Size(string name, int axis) =>
        shapes.TryGetValue(name, out var shape) && axis < shape.Length && shape[axis] <= int.MaxValue ? (int)shape[axis] : 0;

    /// <summary>The product of two sizes; 0, which is no valid size of anything, when it is none either.</summary>
    public static int Product(int one, int other) => (long)one * other is >= 0 and <= int.MaxValue and var product ? (int)product : 0;

    /// <summary>How many entries a list of modules has: <c>blocks.0.…</c>, <c>blocks.1.…</c> and so on.</summary>
    public int Count(string list)
    {
        var start = list + ".";
        var entries = shapes.Keys.Where(name => name.StartsWith(start, StringComparison.Ordinal))
            .Select(name => name[start.Length..].Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        var count = 0;
        while (entries.Contains(count.ToString(CultureInfo.InvariantCulture)))
            count++;
        return count;
    }
}
