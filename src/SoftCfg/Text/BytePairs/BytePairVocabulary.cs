namespace SoftCfg.Text.BytePairs;

/// <summary>The tokens of byte pairs, their ids, and what joins to what.</summary>
/// <param name="names">The tokens, as <see cref="ByteAlphabet"/> spells them.</param>
/// <param name="bytes">The ids of the 256 single bytes.</param>
/// <param name="merges">The merges.</param>
/// <param name="ignoreMerges">Whether a piece that is a token as a whole is that token, whatever the merges make of it.</param>
internal sealed class BytePairVocabulary(TokenNames names, IReadOnlyList<int> bytes, MergeTable merges, bool ignoreMerges)
{
    internal TokenNames Names => names;

    internal BytePairMerger NewMerger() => new(merges);

    /// <summary>Appends the ids of a piece of text.</summary>
    /// <param name="piece">Its UTF-8 bytes.</param>
    /// <param name="merger">One of <see cref="NewMerger"/>.</param>
    /// <param name="found">Where the ids go.</param>
    internal void Encode(ReadOnlySpan<byte> piece, BytePairMerger merger, List<int> found)
    {
        if (ignoreMerges && names.Ids.TryGetValue(ByteAlphabet.Spell(piece), out var whole))
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
