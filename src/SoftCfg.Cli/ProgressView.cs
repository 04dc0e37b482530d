using System.Diagnostics;
using Spectre.Console;

namespace SoftCfg.Cli;

/// <summary>Shows how far work is: a bar where standard error is a terminal, else a plain line now and then.</summary>
internal sealed class ProgressView(Session session)
{
    private static readonly TimeSpan TimeBetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Does work and shows its progress until it ends.</summary>
    /// <param name="title">What is done, until the first report.</param>
    /// <param name="work">The work; it reports to what it is given.</param>
    public void Run(string title, Action<IProgress<ProgressStep>> work)
    {
        if (session.Error.Profile.Out.IsTerminal && session.Error.Profile.Capabilities.Ansi)
            RunWithBar(title, work);
        else
            work(new Lines(session));
    }

    private void RunWithBar(string title, Action<IProgress<ProgressStep>> work) => session.Error.Progress()
        .AutoClear(true)
        .Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .Start(context => work(new Bar(context.AddTask(Markup.Escape(title)))));

    private sealed class Bar(ProgressTask task) : IProgress<ProgressStep>
    {
        public void Report(ProgressStep value)
        {
            task.Description = Markup.Escape(value.Text);
            task.Value = value.Fraction * task.MaxValue;
        }
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
