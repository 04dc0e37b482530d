using System.Text.RegularExpressions;

namespace SoftCfg.Text.Splitting;

/// <summary>Cuts a text into the pieces whose bytes are joined: patterns one after the other, each on the pieces of the one before.</summary>
/// <param name="patterns">The patterns in order; none leaves the text in one piece.</param>
/// <param name="prefixPatterns">How many of the patterns come before a space is put in front of each piece.</param>
/// <param name="addPrefixSpace">Whether a space is put in front of each piece that does not begin with one.</param>
internal sealed class PreTokenizer(IReadOnlyList<SplitPattern> patterns, int prefixPatterns, bool addPrefixSpace)
{
    /// <summary>The pieces of a text.</summary>
    /// <param name="text">A normalized text without lone surrogates.</param>
    /// <exception cref="RegexMatchTimeoutException">A pattern takes too long.</exception>
    internal IEnumerable<ReadOnlyMemory<char>> Split(string text)
    {
        if (!addPrefixSpace)
            return Split(text, patterns);
        return Split(text, patterns.Take(prefixPatterns)).SelectMany(piece =>
            Split(piece.Span is [' ', ..] ? piece.ToString() : $" {piece}", patterns.Skip(prefixPatterns)));
    }

    private static IEnumerable<ReadOnlyMemory<char>> Split(string text, IEnumerable<SplitPattern> patterns)
    {
        if (text.Length == 0)
            return [];
        var shape = CategoryShape.Of(text);
        var pieces = new List<(int Start, int End)> { (0, shape.Units.Length) };
        foreach (var pattern in patterns)
        {
            var finer = new List<(int Start, int End)>(pieces.Count);
            foreach (var piece in pieces)
                pattern.Split(shape.Units, piece, finer);
            pieces = finer;
        }
        return pieces.Select(piece => text.AsMemory()[shape.Offset(piece.Start)..shape.Offset(piece.End)]);
    }
}
