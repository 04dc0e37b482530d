using SoftCfg.Files;
using SoftCfg.Text.BytePairs;

namespace SoftCfg.Text.Reading;

/// <summary>Tokens and merges of a file into a vocabulary that can be encoded with.</summary>
internal static class VocabularyReader
{
    /// <summary>The tokens with their ids: <c>vocab</c> of tokenizer.json, or all of vocab.json.</summary>
    internal static TokenNames Tokens(JsonField field)
    {
        var names = new TokenNames();
        foreach (var (name, value) in field.Properties())
        {
            if (!names.TryAdd(name, value.Id()))
                throw value.Error($"has the id {value.Id()}, which '{ForeignText.Show(names.Contents[value.Id()])}' has already.");
        }
        return names;
    }

    /// <summary>Joins tokens and merges.</summary>
    /// <param name="names">The tokens with their ids.</param>
    /// <param name="merges">The merges in order, each with the number of where it stands.</param>
    /// <param name="ignoreMerges">Whether a piece that is a token is that token.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="place">Where something with a number stands.</param>
    internal static BytePairVocabulary Read(TokenNames names, IEnumerable<(int Number, string Left, string Right)> merges,
        bool ignoreMerges, TokenizerFile file, Func<int, string> place)
    {
        var table = new MergeTable(names.Ids.Count);
        var rank = 0;
        foreach (var (number, left, right) in merges)
            table.Add(Id(left, number), Id(right, number), rank++, Id(left + right, number));
        var bytes = new int[256];
        for (var value = 0; value < bytes.Length; value++)
        {
            if (!names.Ids.TryGetValue(ByteAlphabet.Of((byte)value).ToString(), out bytes[value]))
            {
                throw file.Error($"the vocabulary has no token '{ByteAlphabet.Of((byte)value)}' for the byte {value}, so not every text " +
                    "could be encoded. Expected the 256 bytes of byte-level BPE.");
            }
        }
        return new(names, bytes, table, ignoreMerges);

        int Id(string token, int number) => names.Ids.TryGetValue(token, out var id) ? id
            : throw file.Error($"{place(number)} needs the token '{ForeignText.Show(token)}', which the vocabulary does not have.");
    }
}
