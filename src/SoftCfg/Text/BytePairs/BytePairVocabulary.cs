namespace SoftCfg.Text.BytePairs;

/// <summary>The tokens of byte pairs, their ids, and what joins to what.</summary>
/// <param name="ids">Ids by the tokens' spelling in <see cref="ByteAlphabet"/>.</param>
/// <param name="bytes">The ids of the 256 single bytes.</param>
/// <param name="merges">The merges.</param>
/// <param name="ignoreMerges">Whether a piece that is a token as a whole is that token, whatever the merges make of it.</param>
internal sealed class BytePairVocabulary(
    IReadOnlyDictionary<string, int> ids, IReadOnlyList<int> bytes, MergeTable merges, bool ignoreMerges)
{
    internal IReadOnlyDictionary<string, int> Ids => ids;

    internal BytePairMerger NewMerger() => new(merges);

    /// <summary>Appends the ids of a piece of text.</summary>
    /// <param name="piece">Its UTF-8 bytes.</param>
    /// <param name="merger">One of <see cref="NewMerger"/>.</param>
    /// <param name="found">Where the ids go.</param>
    internal void Encode(ReadOnlySpan<byte> piece, BytePairMerger merger, List<int> found)
    {
        if (ignoreMerges && ids.TryGetValue(ByteAlphabet.Spell(piece), out var whole))
        {
            found.Add(whole);
            return;
        }
        var single = new int[piece.Length];
        for (var i = 0; i < single.Length; i++)
            single[i] = bytes[piece[i]];
        merger.Merge(single, found);
    }
}
