namespace SoftCfg.Layers.Kernels;

/// <summary>
/// What a thread takes of things that a team shares out, a few at a time: first of its own part, front to back, then of what others have not
/// come to yet, from the back. A thread that has lost its processor for a while does not hold up the rest.
/// </summary>
/// <remarks>
/// A part is one word, changed by compare and exchange: the number of the stage, the next of the things, and the one behind the last. Whoever
/// looks at the part of a thread that has not begun the stage begins it for that thread, unless it still has things of the stage before.
/// </remarks>
internal struct StepShare
{
    private const int Bits = 22;
    private const long Mask = (1L << Bits) - 1;

    private readonly StepTeam team;
    private readonly int count, most, stage, index;
    private int from;
    private bool isOver;

    /// <summary>Begins a stage.</summary>
    /// <param name="team">Who shares.</param>
    /// <param name="index">The thread that takes.</param>
    /// <param name="stage">How many stages the thread has begun, this one included; not looked at in a team of one.</param>
    /// <param name="count">How many things.</param>
    /// <param name="most">How many it takes at a time, at most; fewer towards the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more than four million things.</exception>
    public StepShare(StepTeam team, int index, int stage, int count, int most)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, (int)Mask);
        (this.team, this.index, this.stage, this.count, this.most) = (team, index, stage, count, most);
    }

    /// <summary>Takes some, which nobody else takes.</summary>
    /// <param name="first">The first.</param>
    /// <param name="end">The one behind the last.</param>
    /// <returns>Whether there were any left.</returns>
    public bool Take(out int first, out int end)
    {
        if (team.Count == 1)
        {
            (first, end) = (0, count);
            (var over, isOver) = (isOver, true);
            return !over && count > 0;
        }
        for (; from < team.Count; from++)
        {
            if (TakeFrom((index + from) % team.Count, out first, out end))
                return true;
        }
        (first, end) = (0, 0);
        return false;
    }

    private readonly bool TakeFrom(int thread, out int first, out int end)
    {
        ref var part = ref team.Part(thread);
        while (true)
        {
            var seen = Volatile.Read(ref part);
            var (of, next, last) = ((int)(seen >> (2 * Bits)), (int)(seen >> Bits & Mask), (int)(seen & Mask));
            var isLate = of < stage && next == last;
            if (isLate)
                (next, last) = team.Share(thread, count);
            if ((of != stage && !isLate) || next == last)
            {
                (first, end) = (0, 0);
                return false;
            }
            var taken = Math.Clamp((last - next) / 2, 1, most);
            (first, end) = thread == index ? (next, next + taken) : (last - taken, last);
            var left = thread == index ? Word(end, last) : Word(next, first);
            if (Interlocked.CompareExchange(ref part, left, seen) == seen)
                return true;
        }
    }

    private readonly long Word(int next, int last) => (long)stage << (2 * Bits) | (long)next << Bits | (uint)last;
}
