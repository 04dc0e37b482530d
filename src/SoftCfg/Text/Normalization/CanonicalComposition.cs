using System.Text;

namespace SoftCfg.Text.Normalization;

/// <summary>
/// Unicode's normalization form C. .NET asks ICU for it, and where a program runs without ICU (invariant globalization)
/// it returns texts as they are, without a word; ids must not depend on that.
/// </summary>
/// <remarks>Source: Unicode Standard Annex 15.</remarks>
internal static class CanonicalComposition
{
    // No character below it has a combining class or comes second in a composition.
    private const char FirstMark = '\u0300';

    /// <summary>The text in form C; the same text where nothing changes.</summary>
    /// <param name="text">A text without lone surrogates.</param>
    internal static string Compose(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(FirstMark - 1)) < 0)
            return text;
        var table = CanonicalTable.Instance;
        var characters = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Decompose(table, rune.Value, characters);
        SortMarks(table, characters);
        return TextOf(Compose(table, characters), text.Length);
    }

    private static void Decompose(CanonicalTable table, int character, List<int> characters)
    {
        if (HangulSyllables.TryDecompose(character, characters))
            return;
        if (table.Decomposition(character) is not { } parts)
        {
            characters.Add(character);
            return;
        }
        foreach (var part in parts)
            Decompose(table, part, characters);
    }

    /// <summary>Orders every run of marks by class; marks of one class keep their order.</summary>
    private static void SortMarks(CanonicalTable table, List<int> characters)
    {
        for (var i = 0; i < characters.Count; i++)
        {
            var start = i;
            while (i < characters.Count && table.Class(characters[i]) > 0)
                i++;
            if (i - start < 2)
                continue;
            // A stable sort, and not one by exchange: a run may be the whole text.
            var sorted = characters[start..i].OrderBy(table.Class).ToList();
            for (var k = 0; k < sorted.Count; k++)
                characters[start + k] = sorted[k];
        }
    }

    private static List<int> Compose(CanonicalTable table, List<int> characters)
    {
        var composed = new List<int>(characters.Count);
        var (starter, lastClass) = (-1, 0);
        foreach (var character in characters)
        {
            var characterClass = table.Class(character);
            // Reached only past marks of lower classes; a starter only if nothing is between.
            var reached = starter >= 0 && (starter == composed.Count - 1 || lastClass < characterClass);
            if (reached && TryCompose(table, composed[starter], character, out var joined))
            {
                composed[starter] = joined;
                continue;
            }
            if (characterClass == 0)
                starter = composed.Count;
            lastClass = characterClass;
            composed.Add(character);
        }
        return composed;
    }

    private static bool TryCompose(CanonicalTable table, int first, int second, out int joined) =>
        HangulSyllables.TryCompose(first, second, out joined) || table.TryCompose(first, second, out joined);

    private static string TextOf(List<int> characters, int capacity)
    {
        var text = new StringBuilder(capacity);
        Span<char> units = stackalloc char[2];
        foreach (var character in characters)
            text.Append(units[..new Rune(character).EncodeToUtf16(units)]);
        return text.ToString();
    }
}
