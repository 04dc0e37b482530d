using SoftCfg.Cli.Sampling;
using SoftCfg.Files;
using SoftCfg.Labels;
using SoftCfg.Loading;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Running;

/// <summary>The classes of a run's images, from what was typed: labels and names, the word <c>random</c>, or a file of labels.</summary>
internal static class RunClasses
{
    private const string Random = "random";
    private const int LargestFile = 1 << 28;

    /// <summary>Finds them; no text at all means every class in turn.</summary>
    public static ClassAssignment Resolve(IReadOnlyList<string> typed, ModelDescription model)
    {
        var names = ClassNames.Of(model.Name, model.Classes);
        if (typed is [var word] && names.Named(word).Count == 0)
        {
            if (word == Random)
                return ClassAssignment.Balanced(model.Classes.Count) with { Order = ClassOrder.Random };
            if (File.Exists(word))
                return new ClassAssignment(ClassOrder.Cycle, Read(word, names));
        }
        return new ClassAssignment(ClassOrder.Cycle, ClassSelection.Resolve(typed, model));
    }

    /// <summary>A label or name a line; image i has that of line i modulo their number.</summary>
    private static List<int> Read(string path, ClassNames names)
    {
        var labels = new List<int>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in TextFile.Read(path, LargestFile).Split('\n').Select((text, i) => (Text: text.Trim(), Number: i + 1)))
        {
            if (line.Text.Length == 0)
                continue;
            try
            {
                if (!known.TryGetValue(line.Text, out var label))
                    known.Add(line.Text, label = names.Find(line.Text));
                labels.Add(label);
            }
            catch (ClassNameException e)
            {
                throw new UsageException($"--classes: line {line.Number} of '{path}': {e.Message}");
            }
        }
        return labels.Count > 0 ? labels : throw new UsageException($"--classes: '{path}' holds no labels. Write one a line.");
    }
}
