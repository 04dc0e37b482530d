using System.Buffers;

namespace SoftCfg.Text.AddedTokens;

/// <summary>Finds added tokens in a text: from the left, at each place the longest.</summary>
/// <remarks>Source: Hugging Face tokenizers, <c>added_vocabulary.rs</c>.</remarks>
internal sealed class AddedTokenTrie
{
    private readonly Dictionary<(int Node, char Next), int> children = [];
    private readonly Dictionary<int, AddedToken> tokens = [];
    private readonly SearchValues<char> beginnings;

    /// <param name="contents">The tokens, each by the text that is looked for.</param>
    internal AddedTokenTrie(IEnumerable<(string Content, AddedToken Token)> contents)
    {
        var first = new HashSet<char>();
        foreach (var (content, token) in contents)
        {
            first.Add(content[0]);
            tokens[NodeOf(content)] = token;
        }
        beginnings = SearchValues.Create([.. first]);
    }

    /// <summary>The tokens between two places, in order.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The first place; white space before it is not taken.</param>
    /// <param name="end">The place behind the last.</param>
    internal List<AddedTokenMatch> Find(string text, int start, int end)
    {
        var matches = new List<AddedTokenMatch>();
        var (position, taken) = (start, start);
        while (text.AsSpan(position, end - position).IndexOfAny(beginnings) is >= 0 and var skipped)
        {
            position += skipped;
            if (Longest(text, position, end) is not { } token)
            {
                position++;
                continue;
            }
            var match = new AddedTokenMatch(position, position + token.Length, token.Token.Id);
            position = match.End;
            if (token.Token.SingleWord && (WordCharacters.End(text.AsSpan(0, match.Start)) || WordCharacters.Begin(text.AsSpan(match.End))))
                continue;
            match = Stripped(match, token.Token, text, taken, end);
            matches.Add(match);
            // White space that a token took can be no token; what else it may have taken is behind it.
            position = taken = match.End;
        }
        return matches;
    }

    private (AddedToken Token, int Length)? Longest(string text, int start, int end)
    {
        (AddedToken, int)? longest = null;
        var node = 0;
        for (var i = start; i < end && children.TryGetValue((node, text[i]), out node); i++)
        {
            if (tokens.TryGetValue(node, out var token))
                longest = (token, i + 1 - start);
        }
        return longest;
    }

    private static AddedTokenMatch Stripped(AddedTokenMatch match, AddedToken token, string text, int from, int to)
    {
        var (start, end) = (match.Start, match.End);
        while (token.LeftStrip && start > from && char.IsWhiteSpace(text[start - 1]))
            start--;
        while (token.RightStrip && end < to && char.IsWhiteSpace(text[end]))
            end++;
        return match with { Start = start, End = end };
    }

    private int NodeOf(string content)
    {
        var node = 0;
        foreach (var character in content)
        {
            // Nodes are numbered as they come; 0 is the root.
            if (!children.TryGetValue((node, character), out var child))
                children[(node, character)] = child = children.Count + 1;
            node = child;
        }
        return node;
    }
}
