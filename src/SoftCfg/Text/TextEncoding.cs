using System.Text;
using System.Text.RegularExpressions;
using SoftCfg.Files;
using SoftCfg.Text.AddedTokens;
using SoftCfg.Text.BytePairs;
using SoftCfg.Text.Normalization;
using SoftCfg.Text.Reading;

namespace SoftCfg.Text;

/// <summary>Encodes one text: the ids found so far, and the buffers that its pieces share.</summary>
internal sealed class TextEncoding(TokenizerParts parts, AddedVocabulary added)
{
    private readonly List<int> ids = [];
    private readonly BytePairMerger merger = parts.Vocabulary.NewMerger();
    private byte[] bytes = [];

    internal int[] Ids => [.. ids];

    /// <summary>Adds a text in which added tokens were found.</summary>
    /// <param name="text">The text as it was given, without lone surrogates.</param>
    /// <param name="matches">The tokens in it, in order.</param>
    /// <param name="findNormalized">Whether tokens that are looked for in normalized text are still to be found.</param>
    internal void Add(string text, List<AddedTokenMatch> matches, bool findNormalized) => AddAround(text, matches, between =>
    {
        var normalized = parts.Composes ? CanonicalComposition.Compose(between) : between;
        AddAround(normalized, findNormalized ? added.FindNormalized(normalized) : [], AddPieces);
    });

    private void AddAround(string text, List<AddedTokenMatch> matches, Action<string> addText)
    {
        var position = 0;
        foreach (var match in matches)
        {
            addText(text[position..match.Start]);
            ids.Add(match.Id);
            position = match.End;
        }
        addText(text[position..]);
    }

    private void AddPieces(string text)
    {
        try
        {
            foreach (var piece in parts.PreTokenizer.Split(text))
                AddPiece(piece.Span);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new TextTokenizerException(parts.Path,
                $"the pattern '{ForeignText.Show(e.Pattern)}' in pre_tokenizer takes too long over this text.", e);
        }
    }

    private void AddPiece(ReadOnlySpan<char> piece)
    {
        if (bytes.Length < Encoding.UTF8.GetMaxByteCount(piece.Length))
            bytes = new byte[Encoding.UTF8.GetMaxByteCount(piece.Length)];
        parts.Vocabulary.Encode(bytes.AsSpan(0, Encoding.UTF8.GetBytes(piece, bytes)), merger, ids);
    }
}
