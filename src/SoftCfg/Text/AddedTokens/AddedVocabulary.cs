using SoftCfg.Text.Normalization;

namespace SoftCfg.Text.AddedTokens;

/// <summary>The added tokens of a tokenizer, by id and as what is looked for in texts.</summary>
internal sealed class AddedVocabulary
{
    private readonly AddedTokenTrie asWritten, normalized, all;

    /// <param name="tokens">The tokens; ids and contents are all different.</param>
    /// <param name="composes">Whether the tokenizer normalizes texts to form C.</param>
    internal AddedVocabulary(IReadOnlyList<AddedToken> tokens, bool composes)
    {
        Ids = tokens.ToDictionary(token => token.Content, token => token.Id, StringComparer.Ordinal);
        Contents = tokens.ToDictionary(token => token.Id, token => token.Content);
        asWritten = new(tokens.Where(token => !token.Normalized).Select(token => (token.Content, token)));
        normalized = new(tokens.Where(token => token.Normalized).Select(token =>
            (composes ? CanonicalComposition.Compose(token.Content) : token.Content, token)));
        all = tokens.Any(token => token.Normalized) ? new(tokens.Select(token => (token.Content, token))) : asWritten;
    }

    /// <summary>Ids by content.</summary>
    internal IReadOnlyDictionary<string, int> Ids { get; }

    /// <summary>Contents by id.</summary>
    internal IReadOnlyDictionary<int, string> Contents { get; }

    /// <summary>The tokens that are looked for before a text is normalized.</summary>
    internal List<AddedTokenMatch> FindAsWritten(string text) => asWritten.Find(text, 0, text.Length);

    /// <summary>The tokens that are looked for in a normalized text.</summary>
    internal List<AddedTokenMatch> FindNormalized(string text) => normalized.Find(text, 0, text.Length);

    /// <summary>All tokens between two places of a text that normalization leaves as it is.</summary>
    internal List<AddedTokenMatch> FindAll(string text, int start, int end) => all.Find(text, start, end);
}
