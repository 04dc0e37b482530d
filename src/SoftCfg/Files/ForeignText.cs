using System.Globalization;
using System.Text;

namespace SoftCfg.Files;

/// <summary>Names and texts out of a file, as they may stand in a message: short, and without characters that act.</summary>
internal static class ForeignText
{
    private const int MaximumLength = 200;
    private const int ListedNames = 10;

    /// <summary>The text itself; its end left out when long, and control characters as <c>\x1b</c>.</summary>
    internal static string Show(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, MaximumLength)).EnumerateRunes())
        {
            if (rune.Value < 0x100 && Rune.IsControl(rune))
                shown.Append(CultureInfo.InvariantCulture, $@"\x{rune.Value:x2}");
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator)
                shown.Append(CultureInfo.InvariantCulture, $@"\u{rune.Value:x4}");
            else
                shown.Append(rune);
        }
        return text.Length > MaximumLength ? $"{shown}… ({text.Length} characters)" : shown.ToString();
    }

    /// <summary>The first few names, and how many more there are.</summary>
    internal static string List(IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
            return "nothing";
        var listed = string.Join(", ", names.Take(ListedNames).Select(Show));
        return names.Count > ListedNames ? $"{listed} and {names.Count - ListedNames} more" : listed;
    }
}
