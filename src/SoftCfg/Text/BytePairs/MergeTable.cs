namespace SoftCfg.Text.BytePairs;

/// <summary>Which two tokens join to which, and how early: the merges of a vocabulary by id.</summary>
internal sealed class MergeTable
{
    private readonly Dictionary<long, (int Rank, int Joined)> merges;

    internal MergeTable(int capacity) => merges = new(capacity);

    /// <summary>Adds a merge; of two with the same parts the later counts, as in the reference.</summary>
    internal void Add(int left, int right, int rank, int joined) => merges[Key(left, right)] = (rank, joined);

    internal bool TryGet(int left, int right, out (int Rank, int Joined) merge) => merges.TryGetValue(Key(left, right), out merge);

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;
}
