using System.Text.RegularExpressions;

namespace SoftCfg.Text.Splitting;

/// <summary>
/// A regular expression out of a tokenizer file that cuts texts into pieces. It may come from a stranger: whatever .NET
/// would read differently was refused (<see cref="PatternTranslator"/>), and no expression takes long over a text.
/// </summary>
internal sealed class SplitPattern
{
    // Of one match. Those of GPT-2, Qwen2 and Llama 3 take microseconds on any text.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Regex regex;
    private readonly bool dropMatches, dropOthers;

    /// <param name="pattern">The expression as .NET writes it.</param>
    /// <param name="dropMatches">Whether what it matches is left out of the text.</param>
    /// <param name="dropOthers">Whether what it does not match is left out.</param>
    internal SplitPattern(string pattern, bool dropMatches, bool dropOthers)
    {
        regex = Build(pattern);
        (this.dropMatches, this.dropOthers) = (dropMatches, dropOthers);
    }

    /// <summary>Cuts a piece into pieces.</summary>
    /// <param name="units">The text, one unit a character.</param>
    /// <param name="piece">The piece; the expression sees nothing around it.</param>
    /// <param name="pieces">Where the pieces go, in order.</param>
    /// <exception cref="RegexMatchTimeoutException">The expression takes too long.</exception>
    internal void Split(string units, (int Start, int End) piece, List<(int Start, int End)> pieces)
    {
        var position = piece.Start;
        foreach (var match in regex.EnumerateMatches(units.AsSpan()[piece.Start..piece.End]))
        {
            var (start, end) = (piece.Start + match.Index, piece.Start + match.Index + match.Length);
            Add(position, start, dropOthers);
            Add(start, end, dropMatches);
            position = end;
        }
        Add(position, piece.End, dropOthers);

        void Add(int from, int to, bool drop)
        {
            if (from < to && !drop)
                pieces.Add((from, to));
        }
    }

    private static Regex Build(string pattern)
    {
        try
        {
            // Linear in the text whatever the expression is; lookarounds it cannot do.
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, Patience);
        }
    }
}
