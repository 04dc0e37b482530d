using System.CommandLine;
using System.Globalization;
using SoftCfg.Cli.Terminal;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Running;

/// <summary><c>softcfg status FOLDER</c>: how far a run is, and who works on what.</summary>
internal sealed class StatusCommand : ToolCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly Argument<string> folder = new("FOLDER") { Description = "The folder of a run." };

    private readonly Option<bool> watch = new("--watch") { Description = "Goes on showing how far it is until it is finished." };

    private readonly Option<bool> json = new("--json") { Description = "Prints it as JSON, and nothing else, to standard output." };

    public StatusCommand(Session session) : base("status",
        "Says how far a run is and who works on what, from its folder alone: here or on any machine that sees it.",
        "softcfg status run", "softcfg status run --watch")
    {
        Arguments.Add(folder);
        Options.Add(watch);
        Options.Add(json);
        SetAction(parse =>
        {
            var run = RunFolder.Open(parse.GetRequiredValue(folder));
            if (parse.GetValue(watch))
                new ProgressView(session).Run(run.Path, progress => Watch(run, progress, session));
            var status = run.Status();
            if (parse.GetValue(json))
                WriteJson(session.Output, status);
            else
                WriteText(session.Output, status);
            return ExitCodes.Success;
        });
    }

    private static void Watch(RunFolder run, IProgress<ProgressStep> progress, Session session)
    {
        var view = new RunView(run.Plan.Count);
        while (true)
        {
            var status = run.Status();
            var alive = status.Workers.Count(worker => !worker.HasEnded && !RunStatus.IsDead(worker));
            progress.Report(view.Step("", status.Images, status.AtWork, status.Images, FormattableString.Invariant($", {alive} workers")));
            if (status.Finished == status.Chunks)
                return;
            session.Cancellation.WaitHandle.WaitOne(LookEvery);
            session.Cancellation.ThrowIfCancellationRequested();
        }
    }

    private static void WriteText(VisibleWriter writer, RunStatus status)
    {
        writer.WriteLine(FormattableString.Invariant(
            $"{status.Images} of {status.Count} images, {status.Finished} of {status.Chunks} chunks; {status.Claimed.Count} claimed"));
        foreach (var worker in status.Workers.Where(worker => !worker.HasEnded))
        {
            var chunk = worker.Chunk is { } number ? string.Create(CultureInfo.InvariantCulture, $"chunk {number}, {worker.ChunkImages:0.#} images of it") : "";
            writer.WriteLine(FormattableString.Invariant(
                $"{Word(worker),-9} {worker.Worker} on {worker.Device}: {worker.Images} images in {worker.Seconds:F0} s, sign {worker.Sign}; {chunk}").TrimEnd(' ', ';'));
        }
        if (status.Workers.Count(worker => worker.HasEnded) is > 0 and var ended)
            writer.WriteLine(FormattableString.Invariant($"ended     {ended} workers"));
    }

    private static string Word(WorkerState worker) => RunStatus.IsDead(worker) ? "dead" : worker.Activity.ToString().ToLowerInvariant();

    private static void WriteJson(VisibleWriter writer, RunStatus status) => JsonOutput.Write(writer, new
    {
        status.Images,
        status.Count,
        status.Finished,
        status.Chunks,
        status.Claimed,
        Workers = status.Workers.Select(worker => new
        {
            worker.Worker,
            worker.Rank,
            Activity = Word(worker),
            worker.Device,
            worker.Chunk,
            worker.ChunkImages,
            worker.Images,
            worker.Seconds,
            worker.Sign,
        }),
    });
}
