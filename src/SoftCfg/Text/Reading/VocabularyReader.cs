using SoftCfg.Files;
using SoftCfg.Text.BytePairs;

namespace SoftCfg.Text.Reading;

/// <summary>Tokens and merges of a file into a vocabulary that can be encoded with.</summary>
internal static class VocabularyReader
{
    /// <summary>The tokens with their ids: <c>vocab</c> of tokenizer.json, or all of vocab.json.</summary>
    internal static Dictionary<string, int> Tokens(JsonField field)
    {
        var tokens = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = new Dictionary<int, string>();
        foreach (var (name, value) in field.Properties())
        {
            var id = value.Id();
            if (!names.TryAdd(id, name))
                throw value.Error($"has the id {id}, which '{ForeignText.Show(names[id])}' has already.");
            tokens[name] = id;
        }
        return tokens;
    }

    /// <summary>Joins tokens and merges.</summary>
    /// <param name="tokens">The tokens with their ids.</param>
    /// <param name="merges">The merges in order, each with where it stands.</param>
    /// <param name="ignoreMerges">Whether a piece that is a token is that token.</param>
    /// <param name="error">The exception of a problem.</param>
    internal static BytePairVocabulary Read(Dictionary<string, int> tokens, IEnumerable<(string Where, string Left, string Right)> merges,
        bool ignoreMerges, Func<string, Exception> error)
    {
        var table = new MergeTable(tokens.Count);
        var rank = 0;
        foreach (var (where, left, right) in merges)
            table.Add(Id(left, where), Id(right, where), rank++, Id(left + right, where));
        var bytes = new int[256];
        for (var value = 0; value < bytes.Length; value++)
        {
            if (!tokens.TryGetValue(ByteAlphabet.Of((byte)value).ToString(), out bytes[value]))
            {
                throw error($"the vocabulary has no token '{ByteAlphabet.Of((byte)value)}' for the byte {value}, so not every text " +
                    "could be encoded. Expected the 256 bytes of byte-level BPE.");
            }
        }
        return new(tokens, bytes, table, ignoreMerges);

        int Id(string token, string where) => tokens.TryGetValue(token, out var id)
            ? id : throw error($"{where} needs the token '{ForeignText.Show(token)}', which the vocabulary does not have.");
    }
}
