using System.Runtime.ExceptionServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>What the threads of a step share: where they meet, and whether one of them failed.</summary>
internal sealed class StepTeam
{
    // Within a step the others are about to arrive; but where the machine has other work, one of them may have lost its processor.
    private const int SpinsBeforeYield = 200;

    // A part of what is taken a few at a time is changed by its thread all the time: each has a cache line, and the next one, which is
    // fetched with it.
    private const int WordsApart = 16;

    private long[] parts = [];
    private volatile int phase;
    private int arrived, working;
    private volatile ExceptionDispatchInfo? failure;

    /// <summary>Threads that take part.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>A step begins.</summary>
    public void Begin(int count)
    {
        (Count, arrived, failure) = (count, 0, null);
        if (parts.Length < (count + 1) * WordsApart)
            parts = new long[(count + 1) * WordsApart];
        parts.AsSpan().Clear();
        Volatile.Write(ref working, count - 1);
    }

    /// <summary>The part of a thread of things that are shared out evenly.</summary>
    public (int First, int End) Share(int thread, int count) =>
        ((int)((long)count * thread / Count), (int)((long)count * (thread + 1) / Count));

    /// <summary>What a thread has not taken yet: see <see cref="StepShare"/>.</summary>
    public ref long Part(int thread) => ref parts[(thread + 1) * WordsApart];

    /// <summary>Waits until all threads are here.</summary>
    /// <exception cref="StepFailedException">One of them will not come.</exception>
    public void Meet()
    {
        var mine = phase;
        if (Interlocked.Increment(ref arrived) == Count)
        {
            arrived = 0;
            phase = mine + 1;
            return;
        }
        for (var spins = 0; phase == mine; spins++)
        {
            if (failure is not null)
                throw new StepFailedException();
            if (spins < SpinsBeforeYield)
                Thread.SpinWait(4);
            else
                Thread.Yield();
        }
    }

    /// <summary>A thread failed: nobody waits for it.</summary>
    public void Fail(Exception exception) => failure ??= ExceptionDispatchInfo.Capture(exception);

    /// <summary>A thread that was woken is done.</summary>
    public void Leave() => Interlocked.Decrement(ref working);

    /// <summary>Waits until all threads that were woken are done.</summary>
    public void WaitForOthers()
    {
        for (var spins = 0; Volatile.Read(ref working) > 0; spins++)
        {
            if (spins < SpinsBeforeYield)
                Thread.SpinWait(4);
            else
                Thread.Yield();
        }
    }

    /// <summary>Throws what a thread failed with.</summary>
    public void ThrowIfFailed() => failure?.Throw();
}
