using System.Diagnostics;

namespace SoftCfg.Cli.Benchmarking.Ceilings;

/// <summary>Has threads of its own work at the same time, so that no pool decides how many there are.</summary>
internal static class ThreadsTogether
{
    /// <summary>The seconds from when the first began to when the last was done.</summary>
    /// <param name="threads">How many.</param>
    /// <param name="work">What each does, given its number.</param>
    public static double Seconds(int threads, Action<int> work)
    {
        var times = new (long Started, long Ended)[threads];
        using var start = new Barrier(threads);
        var workers = Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            start.SignalAndWait();
            // By their own clocks: on a busy machine whoever waits for them may see neither begin nor end.
            var started = Stopwatch.GetTimestamp();
            work(number);
            times[number] = (started, Stopwatch.GetTimestamp());
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        return Stopwatch.GetElapsedTime(times.Min(time => time.Started), times.Max(time => time.Ended)).TotalSeconds;
    }
}
