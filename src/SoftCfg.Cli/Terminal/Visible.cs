using System.Globalization;
using System.Text;

namespace SoftCfg.Cli.Terminal;

/// <summary>
/// Text for people in which nothing acts on a terminal or hides: names and texts of foreign files may hold escape sequences,
/// line ends, and marks that turn the direction of what follows.
/// </summary>
internal static class Visible
{
    /// <summary>One line: <c>\x1b</c> instead of the escape character, <c>\x0a</c> instead of a line's end.</summary>
    public static string Line(string text) => Of(text, keepsLines: false, Escape);

    /// <summary>Several lines of our own making; their ends stay.</summary>
    public static string Lines(string text) => Of(text, keepsLines: true, Escape);

    /// <summary>JSON, by its own escapes, in which it stays the same JSON: between strings it has nothing but line ends.</summary>
    public static string Json(string json) => Of(json, keepsLines: true, JsonEscape);

    private static string Of(string text, bool keepsLines, Func<Rune, string> escape)
    {
        if (IsPlain(text))
            return text;
        var result = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                // Half a character: no encoding has it.
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i++]:x4}");
                continue;
            }
            i += rune.Utf16SequenceLength;
            var isLineEnd = rune.Value == '\n' || (rune.Value == '\r' && i < text.Length && text[i] == '\n');
            if (isLineEnd && keepsLines || !IsInvisible(rune))
                result.Append(rune);
            else
                result.Append(escape(rune));
        }
        return result.ToString();
    }

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Escape(Rune rune) => rune.Value switch
    {
        <= 0xff => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
        <= 0xffff => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
    };

    private static string JsonEscape(Rune rune) => string.Concat(rune.ToString()
        .Select(unit => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")));
}
