using System.Diagnostics;

namespace SoftCfg.Layers.Kernels;

/// <summary>One thread of a step.</summary>
/// <param name="team">What it shares with the others.</param>
/// <param name="index">Its number; 0 is the caller's own.</param>
internal sealed class StepThread(StepTeam team, int index)
{
    // The next step often follows soon, and waking up takes about as long as this.
    private static readonly TimeSpan Awake = TimeSpan.FromMicroseconds(50);

    private readonly object gate = new();
    private int called, stages;

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
    public (int First, int End) Share(int count) => team.Share(index, count);

    /// <summary>The same a few at a time, and then some of what others have not come to; all threads of the team ask, in the same order.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="most">How many are taken at a time, at most.</param>
    public StepShare Take(int count, int most) => new(team, index, team.Count == 1 ? 0 : ++stages, count, most);

    /// <summary>A step begins.</summary>
    internal void Begin() => stages = 0;

    /// <summary>There is work.</summary>
    internal void Wake()
    {
        Volatile.Write(ref called, 1);
        lock (gate)
            Monitor.Pulse(gate);
    }

    /// <summary>Waits for work, awake for a while and then asleep.</summary>
    internal void WaitForWork()
    {
        var since = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref called) == 0 && Stopwatch.GetElapsedTime(since) < Awake)
            Thread.SpinWait(20);
        lock (gate)
        {
            while (Volatile.Read(ref called) == 0)
                Monitor.Wait(gate);
        }
        Volatile.Write(ref called, 0);
    }
}
