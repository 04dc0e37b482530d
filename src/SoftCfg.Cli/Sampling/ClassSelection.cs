using System.Globalization;

namespace SoftCfg.Cli.Sampling;

/// <summary>Class labels from what was typed: labels and names, separated by commas.</summary>
internal static class ClassSelection
{
    private const int ListedNames = 12;

    /// <summary>Finds the labels; no text at all means every class.</summary>
    /// <param name="typed">The values of <c>--classes</c>.</param>
    /// <param name="model">The model whose classes they are.</param>
    /// <returns>Labels in the order they were typed, at least one.</returns>
    public static IReadOnlyList<int> Resolve(IReadOnlyList<string> typed, ModelFolder model)
    {
        if (typed.Count == 0)
            return Enumerable.Range(0, model.Classes.Count).ToList();
        return typed.SelectMany(text => Labels(text, model)).ToList();
    }

    private static IEnumerable<int> Labels(string text, ModelFolder model)
    {
        // Names of ImageNet classes have commas of their own.
        if (model.Classes.Any(name => IsSame(name, text)))
            return [Label(text, model)];
        return text.Split(',', StringSplitOptions.TrimEntries).Select(part => Label(part, model));
    }

    private static int Label(string text, ModelFolder model)
    {
        var names = model.Classes;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var label))
        {
            return label >= 0 && label < names.Count
                ? label
                : throw new UsageException(
                    $"--classes: {label} is no class of {model.Name}; its labels are 0 to {names.Count - 1}.");
        }
        var found = Enumerable.Range(0, names.Count).Where(i => IsSame(names[i], text)).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new UsageException(
                $"--classes: '{text}' is no class of {model.Name}{Suggestion.For(text, names)} {Listed(names)}"),
            _ => throw new UsageException(
                $"--classes: '{text}' names classes {string.Join(" and ", found)} of {model.Name}; give the label."),
        };
    }

    private static bool IsSame(string name, string text) =>
        name.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string Listed(IReadOnlyList<string> names) => names.Count <= ListedNames
        ? $"Its classes are {string.Join(", ", names)}."
        : $"It has {names.Count} classes, from {names[0]} to {names[^1]}.";
}
