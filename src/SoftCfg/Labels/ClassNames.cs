using System.Globalization;
using System.Text.RegularExpressions;
using SoftCfg.Options;

namespace SoftCfg.Labels;

/// <summary>
/// The names of a model's classes, by label, and the label of what people type: a label, a name or a synonym. Capitals
/// do not matter; spaces, underscores and hyphens are alike.
/// </summary>
public sealed partial class ClassNames
{
    private const int ListedNames = 12;
    private const int SuggestedNames = 5;

    private static readonly Lazy<ClassNames> LazyImageNet = new(() => NameList.Read("ImageNet", "imagenet.txt"));
    private static readonly Lazy<ClassNames> LazyFashion = new(() => NameList.Read("Fashion-MNIST", "fashion.txt"));

    private readonly IReadOnlyList<IReadOnlyList<string>> words;
    private readonly ILookup<string, int> labels;

    /// <param name="owner">Whose classes they are, for messages.</param>
    /// <param name="words">For every label, its name and then its synonyms.</param>
    internal ClassNames(string owner, IReadOnlyList<IReadOnlyList<string>> words)
    {
        (Owner, this.words) = (owner, words);
        Names = words.Select(entry => entry[0]).ToArray();
        labels = words.Index()
            .SelectMany(entry => entry.Item.Select(word => (Key: Key(word), Label: entry.Index)))
            .Distinct()
            .ToLookup(pair => pair.Key, pair => pair.Label, StringComparer.Ordinal);
    }

    /// <summary>The 1,000 classes of ImageNet (ILSVRC 2012), with synonyms of WordNet 3.0.</summary>
    public static ClassNames ImageNet => LazyImageNet.Value;

    /// <summary>The ten classes of Fashion-MNIST.</summary>
    public static ClassNames Fashion => LazyFashion.Value;

    /// <summary>Whose classes they are, for messages.</summary>
    public string Owner { get; }

    /// <summary>The name of every class, in the order of the labels.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The classes of a model; where they are those of a known list, its synonyms are understood too.</summary>
    /// <param name="owner">The model's name, for messages.</param>
    /// <param name="names">The name of every class, in the order of the labels.</param>
    /// <returns>The names.</returns>
    public static ClassNames Of(string owner, IReadOnlyList<string> names)
    {
        ClassNames[] known = [Fashion, ImageNet];
        var same = Array.Find(known, list => list.Names.SequenceEqual(names, StringComparer.Ordinal));
        return new(owner, same?.words ?? names.Select(name => (IReadOnlyList<string>)[name]).ToArray());
    }

    /// <summary>Other words for a class.</summary>
    /// <param name="label">The class.</param>
    /// <returns>Its synonyms, often none.</returns>
    public IReadOnlyList<string> Synonyms(int label) => words[label].Skip(1).ToArray();

    /// <summary>Every class that a text is the name or a synonym of.</summary>
    /// <param name="text">What was typed.</param>
    /// <returns>Labels in rising order; none for a text that is no name, as for a label itself.</returns>
    public IReadOnlyList<int> Named(string text) => labels[Key(text)].ToArray();

    /// <summary>The class that a text stands for.</summary>
    /// <param name="text">A label, a name or a synonym.</param>
    /// <returns>The label, from 0.</returns>
    /// <exception cref="ClassNameException">It stands for no class, or for several.</exception>
    public int Find(string text)
    {
        if (Digits().IsMatch(text))
        {
            return int.TryParse(text, CultureInfo.InvariantCulture, out var label) && label >= 0 && label < Names.Count
                ? label
                : throw new ClassNameException(
                    $"{text.Trim()} is no class of {Owner}; its labels are 0 to {Names.Count - 1}.");
        }
        return Named(text) switch
        {
            [var only] => only,
            [] => throw new ClassNameException($"'{text}' is no class of {Owner}{Near(text)} {Summary()}"),
            var several => throw new ClassNameException($"'{text}' names {several.Count} classes of {Owner}: " +
                $"{string.Join(", ", several.Select(label => Described(label, text)))}. Give the label."),
        };
    }

    /// <summary>Names that have the typed words within them come first: "retriever" is short of several names.</summary>
    private string Near(string text)
    {
        var key = Key(text);
        var within = labels.Where(entry => key.Length > 0 && $" {entry.Key} ".Contains($" {key} ", StringComparison.Ordinal));
        var found = within.SelectMany(entry => entry).Distinct().Order().Take(SuggestedNames + 1).ToArray();
        if (found.Length is 0 or > SuggestedNames)
        {
            found = Suggestion.Nearest(key, labels.Select(entry => entry.Key))
                .SelectMany(near => labels[near]).Distinct().Take(SuggestedNames).ToArray();
        }
        return found.Length == 0 ? "." : $"; did you mean {string.Join(", ", found.Select(Quoted))}?";
    }

    private string Quoted(int label) => $"'{Names[label]}' ({label})";

    private string Described(int label, string text) =>
        Synonyms(label).FirstOrDefault(synonym => Key(synonym) != Key(text)) is { } other
            ? $"{label} {Names[label]} ({other})"
            : $"{label} {Names[label]}";

    private string Summary() => Names.Count <= ListedNames
        ? $"Its classes are {string.Join(", ", Names)}."
        : $"It has {Names.Count} classes, from {Names[0]} to {Names[^1]}.";

    private static string Key(string text) => Separators().Replace(text.Trim(), " ").ToLowerInvariant();

    [GeneratedRegex(@"[\s_-]+")]
    private static partial Regex Separators();

    [GeneratedRegex(@"^\s*[+-]?[0-9]+\s*$")]
    private static partial Regex Digits();
}
