using System.Buffers;

namespace SoftCfg.Loading;

/// <summary>What the texts of a description may be: they end in file names, PNG text, sheets and terminals.</summary>
internal static class DescriptionChecks
{
    // The longest of ImageNet's names has 121 letters.
    private const int LongestText = 512;

    private static readonly SearchValues<char> Control =
        SearchValues.Create([.. Enumerable.Range(0, 256).Select(code => (char)code).Where(char.IsControl)]);

    /// <summary>Checks every text.</summary>
    /// <exception cref="ArgumentException">One is missing, too long, or holds control characters; the message names it.</exception>
    internal static void Validate(ModelDescription description)
    {
        Text("name", description.Name);
        foreach (var (key, part) in new[] { ("generator", description.Generator), ("tokenizer", description.Tokenizer) })
        {
            Text($"{key}.family", part.Family);
            Text($"{key}.file", part.File);
            if (part.StateDict is not null)
                Text($"{key}.state_dict", part.StateDict);
        }
        for (var label = 0; label < description.Classes.Count; label++)
            Text($"classes[{label}]", description.Classes[label]);
    }

    private static void Text(string key, string? text)
    {
        if (string.IsNullOrEmpty(text))
            throw new ArgumentException($"{key} is {(text is null ? "null" : "empty")}; it must be a text.");
        if (text.Length > LongestText)
            throw new ArgumentException($"{key} has {text.Length} letters; it may have {LongestText}.");
        if (text.AsSpan().ContainsAny(Control))
            throw new ArgumentException($"{key} holds control characters, such as a NUL or a line break; it must be a plain text.");
    }
}
