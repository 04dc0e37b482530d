namespace SoftCfg.Text.BytePairs;

/// <summary>Which two tokens join to which, and how early: the merges of a vocabulary by id.</summary>
internal sealed class MergeTable(int capacity)
{
    // By a tuple, whose hash is a good one: a long's is its halves' exclusive or, which is 0 for every token with itself.
    private readonly Dictionary<(int Left, int Right), (int Rank, int Joined)> merges = new(capacity);

    /// <summary>Adds a merge; of two with the same parts the later counts, as in the reference.</summary>
    internal void Add(int left, int right, int rank, int joined) => merges[(left, right)] = (rank, joined);

    internal bool TryGet(int left, int right, out (int Rank, int Joined) merge) => merges.TryGetValue((left, right), out merge);
}
