using System.Diagnostics;

namespace SoftCfg.Cli.Terminal;

/// <summary>
/// When a picture of unfinished work is made anew: now and then, and in a tenth of the time at most, since decoding pixels is slow where
/// tokens are.
/// </summary>
/// <param name="between">The least time between refreshes.</param>
internal sealed class RefreshClock(TimeSpan between)
{
    private const int ShareOfTime = 10;

    private long last = Stopwatch.GetTimestamp();

    /// <summary>How long the last refresh took.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Whether it is time.</summary>
    public bool IsDue => Stopwatch.GetElapsedTime(last) >= (Took * ShareOfTime > between ? Took * ShareOfTime : between);

    /// <summary>Refreshes.</summary>
    public void Refresh(Action make)
    {
        var started = Stopwatch.GetTimestamp();
        make();
        (last, Took) = (Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(started));
    }
}
