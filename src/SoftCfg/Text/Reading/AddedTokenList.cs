using System.Globalization;
using SoftCfg.Files;
using SoftCfg.Text.BytePairs;

namespace SoftCfg.Text.Reading;

/// <summary>Collects added tokens from the files of a tokenizer; an id has one token, and a token one id.</summary>
/// <param name="vocabulary">The tokens that are not added.</param>
internal sealed class AddedTokenList(TokenNames vocabulary)
{
    // Looking for a token takes its length at every place where it could begin.
    private const int LongestContent = 512;

    // They are kept letter by letter. Those of a model for images, a token for each image code, have 300,000.
    private const int MostCharacters = 2_000_000;

    private readonly Dictionary<int, string> contents = [];
    private int characters;
    private readonly Dictionary<string, AddedToken> tokens = new(StringComparer.Ordinal);

    /// <summary>The tokens, by id.</summary>
    internal IReadOnlyList<AddedToken> Tokens => [.. tokens.Values.OrderBy(token => token.Id)];

    /// <summary>The id of a token, added or not; null if there is none.</summary>
    internal int? IdOf(string content) => tokens.TryGetValue(content, out var token) ? token.Id
        : vocabulary.Ids.TryGetValue(content, out var id) ? id : null;

    /// <summary>Adds tokens that were read and checked before.</summary>
    internal void Add(IEnumerable<AddedToken> read)
    {
        foreach (var token in read)
            (contents[token.Id], tokens[token.Content]) = (token.Content, token);
    }

    /// <summary>Adds an entry of <c>added_tokens</c>.</summary>
    internal void Add(JsonField entry) => Add(entry, entry.Get("id").Id());

    /// <summary>Adds an entry of <c>added_tokens_decoder</c>, whose key is the id.</summary>
    internal void Add(JsonField entry, string id) => Add(entry, int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number : throw entry.Error("has a key that is no id."));

    /// <summary>Adds an entry of added_tokens.json, which says no more than the id.</summary>
    internal void Add(JsonField entry, string content, bool isSpecial) =>
        Add(entry, new AddedToken(entry.Id(), content) { IsSpecial = isSpecial, Normalized = !isSpecial });

    private void Add(JsonField entry, int id) => Add(entry, new AddedToken(id, entry.Get("content").Text())
    {
        IsSpecial = entry.IsOn("special"),
        SingleWord = entry.IsOn("single_word"),
        LeftStrip = entry.IsOn("lstrip"),
        RightStrip = entry.IsOn("rstrip"),
        Normalized = entry.IsOn("normalized"),
    });

    private void Add(JsonField entry, AddedToken token)
    {
        // As in the reference: it could be found anywhere, so it never is.
        if (token.Content.Length == 0)
            return;
        if (token.Content.Length > LongestContent)
            throw entry.Error($"has a token of {token.Content.Length} characters; expected at most {LongestContent}.");
        if ((contents.TryGetValue(token.Id, out var other) || vocabulary.Contents.TryGetValue(token.Id, out other)) && other != token.Content)
        {
            throw entry.Error($"gives the id {token.Id} to '{ForeignText.Show(token.Content)}', but it belongs to " +
                $"'{ForeignText.Show(other)}'.");
        }
        var known = tokens.TryGetValue(token.Content, out var same) ? same.Id
            : vocabulary.Ids.TryGetValue(token.Content, out var id) ? id : token.Id;
        if (known != token.Id)
            throw entry.Error($"gives '{ForeignText.Show(token.Content)}' the id {token.Id}, but it has the id {known}.");
        contents[token.Id] = token.Content;
        // The first file knows best: tokenizer.json, then its configuration.
        if (tokens.TryAdd(token.Content, token) && (characters += token.Content.Length) > MostCharacters)
            throw entry.Error($"comes after added tokens of {MostCharacters} characters together, which is the most that is read.");
    }
}
