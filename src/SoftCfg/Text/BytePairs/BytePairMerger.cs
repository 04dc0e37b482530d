namespace SoftCfg.Text.BytePairs;

/// <summary>
/// Joins the tokens of a piece pair by pair, the earliest merge first and of equal ones the leftmost. The time is
/// proportional to n log n of the piece's length. Its buffers are kept for the next piece, so it belongs to one encoding.
/// </summary>
/// <remarks>Source: Hugging Face tokenizers, <c>models/bpe/word.rs</c>.</remarks>
internal sealed class BytePairMerger(MergeTable merges)
{
    private const int None = -1;

    // By rank, then by position: the queue itself keeps no order among equals.
    private readonly PriorityQueue<(int Position, int Joined), long> queue = new();
    private int[] tokens = [], next = [], previous = [];

    /// <summary>Appends the ids of a piece.</summary>
    /// <param name="piece">The ids of its single bytes.</param>
    /// <param name="ids">Where the joined ids go.</param>
    internal void Merge(ReadOnlySpan<int> piece, List<int> ids)
    {
        if (piece.IsEmpty)
            return;
        Link(piece);
        for (var i = 0; i + 1 < piece.Length; i++)
            Propose(i);
        while (queue.TryDequeue(out var proposal, out _))
            Join(proposal.Position, proposal.Joined);
        for (var i = 0; i != None; i = next[i])
            ids.Add(tokens[i]);
    }

    private void Link(ReadOnlySpan<int> piece)
    {
        if (tokens.Length < piece.Length)
            (tokens, next, previous) = (new int[piece.Length], new int[piece.Length], new int[piece.Length]);
        piece.CopyTo(tokens);
        for (var i = 0; i < piece.Length; i++)
            (previous[i], next[i]) = (i - 1, i + 1);
        next[piece.Length - 1] = None;
    }

    private void Propose(int position)
    {
        if (merges.TryGet(tokens[position], tokens[next[position]], out var merge))
            queue.Enqueue((position, merge.Joined), ((long)merge.Rank << 32) | (uint)position);
    }

    private void Join(int position, int joined)
    {
        var right = next[position];
        // What was proposed may have been joined otherwise since: the left one is gone, is the last, or is another.
        if (tokens[position] == None || right == None ||
            !merges.TryGet(tokens[position], tokens[right], out var merge) || merge.Joined != joined)
            return;
        tokens[position] = joined;
        tokens[right] = None;
        var behind = next[position] = next[right];
        if (previous[position] != None)
            Propose(previous[position]);
        if (behind == None)
            return;
        previous[behind] = position;
        Propose(position);
    }
}
