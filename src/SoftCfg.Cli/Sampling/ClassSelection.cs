using SoftCfg.Labels;
using SoftCfg.Loading;

namespace SoftCfg.Cli.Sampling;

/// <summary>Class labels from what was typed: labels and names, separated by commas.</summary>
internal static class ClassSelection
{
    /// <summary>Finds the labels; no text at all means every class.</summary>
    /// <param name="typed">The values of <c>--classes</c>.</param>
    /// <param name="model">The model whose classes they are.</param>
    /// <returns>Labels in the order they were typed, at least one.</returns>
    public static IReadOnlyList<int> Resolve(IReadOnlyList<string> typed, ModelDescription model)
    {
        if (typed.Count == 0)
            return Enumerable.Range(0, model.Classes.Count).ToList();
        var names = ClassNames.Of(model.Name, model.Classes);
        try
        {
            return typed.SelectMany(text => Labels(text, names)).ToList();
        }
        catch (ClassNameException e)
        {
            throw new UsageException($"--classes: {e.Message}");
        }
    }

    private static IEnumerable<int> Labels(string text, ClassNames names)
    {
        // Names may have commas of their own.
        if (names.Named(text).Count > 0)
            return [names.Find(text)];
        return text.Split(',', StringSplitOptions.TrimEntries).Select(names.Find);
    }
}
