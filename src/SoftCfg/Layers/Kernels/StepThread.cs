using System.Diagnostics;

namespace SoftCfg.Layers.Kernels;

/// <summary>One thread of a step.</summary>
/// <param name="team">What it shares with the others.</param>
/// <param name="index">Its number; 0 is the caller's own.</param>
internal sealed class StepThread(StepTeam team, int index)
{
    // The next step often follows soon, and waking up takes about as long as this.
    private static readonly TimeSpan Awake = TimeSpan.FromMicroseconds(50);

    private readonly ManualResetEventSlim wake = new(false, spinCount: 0);
    private int called;

    /// <summary>Its number; 0 is the caller's own.</summary>
    public int Index => index;

    /// <summary>What it shares with the others.</summary>
    public StepTeam Team => team;

    /// <summary>Waits until all threads have come as far.</summary>
    public void Meet()
    {
        if (team.Count > 1)
            team.Meet();
    }

    /// <summary>Its part of things that are shared out evenly, the same ones whenever it asks.</summary>
    /// <param name="count">How many there are.</param>
    /// <returns>The first, and the one behind the last.</returns>
    public (int First, int End) Share(int count) =>
        ((int)((long)count * index / team.Count), (int)((long)count * (index + 1) / team.Count));

    /// <summary>There is work.</summary>
    internal void Wake()
    {
        // In this order: once the call is seen, the event has been set and is reset for good.
        wake.Set();
        Volatile.Write(ref called, 1);
    }

    /// <summary>Waits for work, awake for a while and then asleep.</summary>
    internal void WaitForWork()
    {
        var since = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref called) == 0)
        {
            if (Stopwatch.GetElapsedTime(since) < Awake)
                Thread.SpinWait(20);
            else
                wake.Wait();
        }
        Volatile.Write(ref called, 0);
        wake.Reset();
    }
}
