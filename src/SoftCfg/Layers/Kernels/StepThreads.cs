namespace SoftCfg.Layers.Kernels;

/// <summary>
/// Threads that go through a step together: woken once, meeting at barriers, asleep between steps. Results never depend on how
/// many there are, so whoever finds them at work for somebody else goes on alone; or, where the two have shared out the processors
/// (<see cref="KernelThreads.AtMost"/>), with threads of their own.
/// </summary>
internal sealed class StepThreads
{
    private readonly Lock busy = new();
    private readonly List<StepThread> others = [];
    private readonly StepThread first;
    private readonly StepThread alone;
    private readonly Lazy<StepThreads> second = new(() => new StepThreads());
    private Action<StepThread> work = Nothing;

    /// <summary>Creates a team of one; others join when a step asks for them.</summary>
    public StepThreads()
    {
        first = new StepThread(new StepTeam(), 0);
        alone = new StepThread(new StepTeam(), 0);
    }

    /// <summary>The team of this process.</summary>
    public static StepThreads Shared { get; } = new();

    /// <summary>Runs a step: the same work on every thread, which shares it out by itself.</summary>
    /// <param name="threads">How many threads, the caller's own among them.</param>
    /// <param name="step">The work; keep the delegate, so that a step allocates nothing.</param>
    public void Run(int threads, Action<StepThread> step)
    {
        // The lock lets its holder in again, and a team that works on one step cannot begin another.
        if (threads <= 1 || busy.IsHeldByCurrentThread || !busy.TryEnter())
        {
            if (threads > 1 && KernelThreads.AreShared && !busy.IsHeldByCurrentThread)
                second.Value.Run(threads, step);
            else
                // Of no team: several callers may be here at a time, and one thread has nobody to wait for.
                step(alone);
            return;
        }
        try
        {
            while (others.Count < threads - 1)
                others.Add(Begin(others.Count + 1));
            var team = first.Team;
            team.Begin(threads);
            first.Begin();
            for (var i = 0; i < threads - 1; i++)
                others[i].Begin();
            work = step;
            for (var i = 0; i < threads - 1; i++)
                others[i].Wake();
            try
            {
                step(first);
            }
            catch (Exception e) when (e is not StepFailedException)
            {
                team.Fail(e);
            }
            catch (StepFailedException)
            {
                // Another thread failed; its exception is thrown below.
            }
            team.WaitForOthers();
            work = Nothing;
            team.ThrowIfFailed();
        }
        finally
        {
            busy.Exit();
        }
    }

    private StepThread Begin(int index)
    {
        var member = new StepThread(first.Team, index);
        new Thread(() => Loop(member)) { IsBackground = true, Name = $"SoftCfg step {index}" }.Start();
        return member;
    }

    private void Loop(StepThread member)
    {
        while (true)
        {
            member.WaitForWork();
            try
            {
                work(member);
            }
            catch (StepFailedException)
            {
                // Another thread failed and has said so.
            }
            catch (Exception e)
            {
                member.Team.Fail(e);
            }
            member.Team.Leave();
        }
    }

    private static void Nothing(StepThread thread)
    {
        // Between steps there is nothing to do.
    }
}
