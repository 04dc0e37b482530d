using System.Diagnostics;

namespace SoftCfg.Cli.Terminal;

/// <summary>
/// When a picture of unfinished work is made anew: now and then, and in a part of the time at most, since decoding pixels is slow where
/// tokens are.
/// </summary>
/// <param name="between">The least time between refreshes.</param>
/// <param name="part">How many times as long as a refresh it is to the next one, at least.</param>
internal sealed class RefreshClock(TimeSpan between, int part)
{
    private long last = Stopwatch.GetTimestamp();

    /// <summary>How long the last refresh took.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Whether it is time.</summary>
    public bool IsDue => Stopwatch.GetElapsedTime(last) >= (Took * part > between ? Took * part : between);

    /// <summary>Refreshes.</summary>
    public void Refresh(Action make)
    {
        var started = Stopwatch.GetTimestamp();
        make();
        (last, Took) = (Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(started));
    }
}
