using System.Diagnostics;
using System.Globalization;
using SoftCfg.Cli.Terminal;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Running;

/// <summary>
/// Starts the workers of <c>--workers</c>, starts those again that die, shows how far all are together, and stops them in order. They
/// do not need it: they share nothing but the folder of the run.
/// </summary>
internal sealed class Supervisor(RunSettings settings, Session session)
{
    /// <summary>The variable by which a worker knows that it has a supervisor, and stops when that is gone.</summary>
    public const string Variable = "SOFTCFG_SUPERVISOR";

    private const int LookEvery = 100;
    private static readonly TimeSpan ShowEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = Interruption.Grace + TimeSpan.FromSeconds(2);

    private readonly List<WorkerProcess> workers = [];
    private readonly int[] restarts = new int[settings.Workers];
    private readonly RunView view = new(settings.Runs.Sum(run => run.Run.Count));

    /// <summary>Works until the run is finished.</summary>
    /// <exception cref="UsageException">A worker was told that this cannot be done, and so would the others be.</exception>
    /// <exception cref="RunException">No worker is left, and the run is not finished.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the same command goes on.</exception>
    public void Run()
    {
        try
        {
            for (var place = 0; place < settings.Workers; place++)
                workers.Add(Start(place));
            // On several machines the first one shows how far all are.
            if (settings.Rank.IsFirst)
                new ProgressView(session).Run($"starting {settings.Workers} workers", Watch);
            else
                Watch(new Relay<ProgressStep>(_ => { }));
        }
        catch (OperationCanceledException e)
        {
            StopAll();
            Show();
            throw new OperationCanceledException($"stopped; {view.Finished} of {view.Count} images are finished, in '{settings.Output}'. " +
                "The same command goes on.", e);
        }
        finally
        {
            StopAll();
            workers.ForEach(worker => worker.Dispose());
        }
    }

    private WorkerProcess Start(int place) => WorkerProcess.Start(place, settings.Workers, settings.Rank);

    private void Watch(IProgress<ProgressStep> progress)
    {
        var shown = 0L;
        while (workers.Count > 0)
        {
            session.Cancellation.ThrowIfCancellationRequested();
            foreach (var worker in workers.Where(worker => worker.ExitCode is not null).ToList())
                Ended(worker);
            if (shown == 0 || Stopwatch.GetElapsedTime(shown) > ShowEvery)
            {
                progress.Report(Show());
                shown = Stopwatch.GetTimestamp();
            }
            session.Cancellation.WaitHandle.WaitOne(LookEvery);
        }
        if (settings.Runs.Select(run => run.Run.Output).FirstOrDefault(folder => !IsFinished(folder)) is { } unfinished)
        {
            throw new RunException(unfinished, $"every worker has died more than {settings.Restarts} times; finished chunks are kept. Once " +
                "the cause is mended, the same command goes on.");
        }
    }

    private void Ended(WorkerProcess worker)
    {
        workers.Remove(worker);
        var code = worker.ExitCode!.Value;
        if (code == ExitCodes.Success)
            return;
        var words = worker.LastWords;
        worker.Dispose();
        // What is wrong with the input or the folder is so for all of them, the next time as well.
        if (code == ExitCodes.BadInput)
            throw new UsageException(words);
        var how = code > 128 ? string.Create(CultureInfo.InvariantCulture, $"was killed (signal {code - 128})")
            : string.Create(CultureInfo.InvariantCulture, $"ended with code {code}: {words}");
        if (restarts[worker.Place] == settings.Restarts)
        {
            session.Note($"worker {worker.Place} {how} It is not started again.");
            return;
        }
        restarts[worker.Place]++;
        session.Note($"worker {worker.Place} {how}; it is started again ({restarts[worker.Place]} of {settings.Restarts}).");
        workers.Add(Start(worker.Place));
    }

    private ProgressStep Show()
    {
        var all = settings.Runs.Select(run => run.Run.Output).Where(RunFolder.IsRun).Select(folder => RunFolder.Open(folder).Status()).ToList();
        var images = all.Sum(status => status.Images);
        return view.Step("", images, all.Sum(status => status.AtWork), images,
            string.Create(CultureInfo.InvariantCulture, $", {workers.Count} workers"));
    }

    private static bool IsFinished(string folder) => RunFolder.IsRun(folder) && RunFolder.Open(folder).Status() is var status
        && status.Finished == status.Chunks;

    private void StopAll()
    {
        workers.ForEach(worker => worker.Stop());
        var started = Stopwatch.GetTimestamp();
        foreach (var worker in workers)
            worker.WaitOrKill(TimeSpan.FromTicks(Math.Max((Patience - Stopwatch.GetElapsedTime(started)).Ticks, 0)));
        workers.Clear();
    }
}
