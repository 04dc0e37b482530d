using System.Diagnostics;

namespace SoftCfg.Cli.Terminal;

/// <summary>Shows how far work is: a bar where standard error is a terminal, else a plain line now and then.</summary>
internal sealed class ProgressView(Session session)
{
    private static readonly TimeSpan TimeBetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Does work and shows its progress until it ends.</summary>
    /// <param name="title">What is done, until the first report.</param>
    /// <param name="work">The work; it reports to what it is given.</param>
    public void Run(string title, Action<IProgress<ProgressStep>> work)
    {
        if (session.Live is not { } area)
        {
            work(new Lines(session));
            return;
        }
        using var progress = new LiveProgress(area, title);
        work(progress);
    }

    private sealed class Lines(Session session) : IProgress<ProgressStep>
    {
        private long lastLine = Stopwatch.GetTimestamp();

        public void Report(ProgressStep value)
        {
            if (Stopwatch.GetElapsedTime(lastLine) < TimeBetweenLines)
                return;
            lastLine = Stopwatch.GetTimestamp();
            session.Note($"{value.Text} ({(int)(100 * value.Fraction)} %)");
        }
    }
}
