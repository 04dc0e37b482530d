using System.Text;
using SoftCfg.Text.AddedTokens;
using SoftCfg.Text.BytePairs;
using SoftCfg.Text.Reading;

namespace SoftCfg.Text;

/// <summary>
/// Text to token ids and back: byte-level BPE as Qwen2, GPT-2 and Llama 3 have it, from the files of a checkpoint's folder.
/// Ids equal those of Hugging Face's tokenizers, without the tokens that those put around a text. Safe to use from several
/// threads at once.
/// </summary>
public sealed class TextTokenizer
{
    private readonly TokenizerParts parts;
    private readonly AddedVocabulary added;

    private TextTokenizer(TokenizerParts parts)
    {
        this.parts = parts;
        added = new AddedVocabulary(parts.Added, parts.Composes);
        var pairs = parts.Vocabulary.Names.Contents.Keys;
        Count = pairs.Union(added.Contents.Keys).Count();
        LargestId = pairs.Concat(added.Contents.Keys).Max();
    }

    /// <summary>The file that it was read from; of several, the one with the vocabulary.</summary>
    public string Path => parts.Path;

    /// <summary>How many tokens there are, added ones included.</summary>
    public int Count { get; }

    /// <summary>The largest id; ids may have gaps.</summary>
    public int LargestId { get; }

    /// <summary>The tokens beside those of byte pairs, by id.</summary>
    public IReadOnlyList<AddedToken> AddedTokens => parts.Added;

    /// <summary>The token that begins a text, where the folder's tokenizer_config.json or special_tokens_map.json names one.</summary>
    public int? BeginningOfText => parts.BeginningOfText;

    /// <summary>The token that ends a text, where the folder's tokenizer_config.json or special_tokens_map.json names one.</summary>
    public int? EndOfText => parts.EndOfText;

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="path">
    /// A folder with tokenizer.json, or else with vocab.json and merges.txt, and possibly added_tokens.json,
    /// tokenizer_config.json and special_tokens_map.json; or a tokenizer.json, with those beside it. Without tokenizer.json,
    /// texts are cut as tokenizer_config.json's <c>tokenizer_class</c> does it; without a class, as Qwen2 does.
    /// </param>
    /// <returns>The tokenizer.</returns>
    /// <exception cref="TextTokenizerException">
    /// Files are missing, damaged, contradict each other, or are of a tokenizer of another kind.
    /// </exception>
    public static TextTokenizer Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(TokenizerFolder.Read(path));
    }

    /// <summary>Encodes a text.</summary>
    /// <param name="text">Any text; half of a surrogate pair counts as U+FFFD.</param>
    /// <param name="allowSpecialTokens">
    /// Whether an added token's text is that token. By default it is text like any other, so that what people type cannot
    /// end a turn or begin an image.
    /// </param>
    /// <returns>The ids; none for an empty text. Nothing is put before or behind them.</returns>
    /// <exception cref="TextTokenizerException">The file's own pattern takes too long over this text.</exception>
    public int[] Encode(string text, bool allowSpecialTokens = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = WithoutLoneSurrogates(text);
        var encoding = new TextEncoding(parts, added);
        encoding.Add(text, allowSpecialTokens ? added.FindAsWritten(text) : [], allowSpecialTokens);
        return encoding.Ids;
    }

    /// <summary>Encodes parts as one text, in some of which added tokens are looked for; those parts are ASCII.</summary>
    internal int[] Encode(IReadOnlyList<TextPart> textParts)
    {
        var text = WithoutLoneSurrogates(string.Concat(textParts.Select(part => part.Text)));
        var matches = new List<AddedTokenMatch>();
        var position = 0;
        foreach (var part in textParts)
        {
            if (part.AllowSpecialTokens)
                matches.AddRange(added.FindAll(text, position, position + part.Text.Length));
            position += part.Text.Length;
        }
        var encoding = new TextEncoding(parts, added);
        encoding.Add(text, matches, findNormalized: false);
        return encoding.Ids;
    }

    /// <summary>Decodes ids, added tokens included.</summary>
    /// <param name="ids">The ids.</param>
    /// <returns>The text; bytes that are no UTF-8, as half of a character, become U+FFFD.</returns>
    /// <exception cref="TextTokenizerException">There is no token with such an id.</exception>
    public string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var bytes = new List<byte>();
        foreach (var id in ids)
        {
            var content = ContentOf(id);
            if (added.Contents.ContainsKey(id) || !TrySpelledBytes(content, bytes))
                bytes.AddRange(Encoding.UTF8.GetBytes(content));
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>Looks a token up by its text: an added token's own, another's as the vocabulary spells it.</summary>
    /// <param name="content">The token.</param>
    /// <returns>Its id; null if there is no such token.</returns>
    public int? FindId(string content) => added.Ids.TryGetValue(content, out var id) || parts.Vocabulary.Names.Ids.TryGetValue(content, out id)
        ? id : null;

    /// <summary>The token with an id: an added token's text, another's as the vocabulary spells it.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The token.</returns>
    /// <exception cref="TextTokenizerException">There is none.</exception>
    public string ContentOf(int id) =>
        added.Contents.TryGetValue(id, out var content) || parts.Vocabulary.Names.Contents.TryGetValue(id, out content)
            ? content
            : throw new TextTokenizerException(Path,
                $"there is no token with the id {id}; ids go from 0 to {LargestId}. Does the tokenizer belong to the model?");

    private static bool TrySpelledBytes(string content, List<byte> bytes)
    {
        var before = bytes.Count;
        foreach (var character in content)
        {
            if (!ByteAlphabet.TryGetByte(character, out var value))
            {
                bytes.RemoveRange(before, bytes.Count - before);
                return false;
            }
            bytes.Add(value);
        }
        return true;
    }

    private static string WithoutLoneSurrogates(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0
        ? text
        : string.Create(text.Length, text, static (units, source) =>
        {
            source.CopyTo(units);
            for (var i = 0; i < units.Length; i++)
            {
                if (char.IsHighSurrogate(units[i]) && i + 1 < units.Length && char.IsLowSurrogate(units[i + 1]))
                    i++;
                else if (char.IsSurrogate(units[i]))
                    units[i] = (char)Rune.ReplacementChar.Value;
            }
        });
}
