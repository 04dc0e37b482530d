using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SoftCfg.Text.Splitting;

/// <summary>
/// Turns a regular expression as tokenizer files have it (Oniguruma's syntax) into .NET's. It knows what such files use and
/// refuses the rest by name: much of it .NET would accept and understand differently, and ids would be silently wrong.
/// </summary>
internal sealed partial class PatternTranslator
{
    private const int LongestPattern = 10_000, LargestCount = 1_000;

    private static readonly HashSet<string> Categories = new(StringComparer.Ordinal)
    {
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
        "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co", "Cn",
    };

    private readonly string pattern;
    private readonly StringBuilder translated = new();
    // Whether each open group, and the whole around them, ignores case.
    private readonly Stack<bool> ignoresCase = new([false]);
    private int position;

    private PatternTranslator(string pattern) => this.pattern = pattern;

    /// <summary>Translates an expression.</summary>
    /// <exception cref="PatternException">It holds something else than is known here.</exception>
    internal static string Translate(string pattern)
    {
        if (pattern.Length is 0 or > LongestPattern)
            throw new PatternException($"it has {pattern.Length} characters; expected 1 to {LongestPattern}");
        if (pattern.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0)
            throw new PatternException("it names characters beyond U+FFFF");
        return new PatternTranslator(pattern).Translate();
    }

    private string Translate()
    {
        while (position < pattern.Length)
            Next();
        return translated.ToString();
    }

    private void Next()
    {
        switch (pattern[position])
        {
            case '(':
                Open();
                break;
            case ')':
                if (ignoresCase.Count == 1)
                    throw Unknown("a ')' without '('");
                ignoresCase.Pop();
                Copy(1);
                break;
            case '[':
                Class();
                break;
            case '\\':
                Escape();
                break;
            case '*' or '+' or '?' or '{':
                Quantifier();
                break;
            case '|' or '.':
                Copy(1);
                break;
            case '^' or '$':
                throw Unknown($"the anchor '{pattern[position]}'");
            default:
                Literal(inClass: false);
                break;
        }
    }

    private void Open()
    {
        var head = GroupHead().Match(pattern, position);
        if (!head.Success)
            throw Unknown("a group other than (?:, (?i:, (?=, (?!, (?<= and (?<!");
        ignoresCase.Push(head.Value == "(?i:" || ignoresCase.Peek());
        translated.Append(head.Value == "(" ? "(?:" : head.Value);
        position += head.Length;
    }

    private void Class()
    {
        Copy(pattern.AsSpan(position).StartsWith("[^", StringComparison.Ordinal) ? 2 : 1);
        for (var first = true; position < pattern.Length && (first || pattern[position] != ']'); first = false)
        {
            if (pattern[position] == '[' || (first && pattern[position] == ']'))
                throw Unknown("a bracket inside a class of characters");
            if (pattern.AsSpan(position).StartsWith("&&", StringComparison.Ordinal))
                throw Unknown("an intersection of classes");
            if (pattern[position] == '\\')
                Escape();
            else
                Literal(inClass: true);
        }
        if (position == pattern.Length)
            throw Unknown("a '[' without ']'");
        Copy(1);
    }

    private void Escape()
    {
        var escape = KnownEscape().Match(pattern, position);
        if (!escape.Success || (escape.Groups["category"] is { Success: true } category && !Categories.Contains(category.Value)))
            throw Unknown($"'{pattern[position..Math.Min(position + 2, pattern.Length)]}'");
        Copy(escape.Length);
    }

    private void Quantifier()
    {
        var quantifier = KnownQuantifier().Match(pattern, position);
        if (!quantifier.Success)
            throw Unknown("a '{' that counts nothing");
        if (quantifier.Groups["count"].Captures.Any(count =>
                !int.TryParse(count.ValueSpan, CultureInfo.InvariantCulture, out var number) || number > LargestCount))
            throw Unknown($"a count above {LargestCount}");
        Copy(quantifier.Length);
        if (position < pattern.Length && pattern[position] is '+' or '*' or '{')
            throw Unknown("a possessive or doubled quantifier");
    }

    private void Literal(bool inClass)
    {
        var literal = pattern[position];
        // Oniguruma folds the long s as well; .NET knows only the Kelvin sign of the two that fold to ASCII.
        if (ignoresCase.Peek() && literal is ('s' or 'S'))
            translated.Append(inClass ? "s\u017F" : "[s\u017F]");
        else
            translated.Append(literal);
        position++;
    }

    private void Copy(int length)
    {
        translated.Append(pattern, position, length);
        position += length;
    }

    private PatternException Unknown(string what) => new($"at character {position} it has {what}, which is not supported");

    [GeneratedRegex(@"\G\((?:\?(?::|i:|=|!|<=|<!)|(?!\?))")]
    private static partial Regex GroupHead();

    [GeneratedRegex(@"\G\\(?:[rntfsSdD]|[pP]\{(?<category>[A-Z][a-z]?)\}|[^0-9A-Za-z\s])")]
    private static partial Regex KnownEscape();

    [GeneratedRegex(@"\G(?:[*+?]|\{(?<count>[0-9]{1,9})(?:,(?<count>[0-9]{1,9})?)?\})\??")]
    private static partial Regex KnownQuantifier();
}
