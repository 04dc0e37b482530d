using System.Diagnostics;
using Spectre.Console;

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
        if (session.Bar is { } bar)
            RunWithBar(bar, title, work);
        else
            work(new Lines(session));
    }

    private static void RunWithBar(IAnsiConsole console, string title, Action<IProgress<ProgressStep>> work) => console.Progress()
        .AutoClear(true)
        .Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .Start(context => work(new Bar(context.AddTask(Text(title)))));

    /// <summary>A bar is drawn with escape sequences, past the writer that makes those of others visible.</summary>
    private static string Text(string text) => Markup.Escape(Visible.Line(text));

    private sealed class Bar(ProgressTask task) : IProgress<ProgressStep>
    {
        public void Report(ProgressStep value)
        {
            task.Description = Text(value.Text);
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
