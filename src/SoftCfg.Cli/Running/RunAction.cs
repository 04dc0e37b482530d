using Microsoft.Extensions.Logging;
using SoftCfg.Cli.Generating;
using SoftCfg.Cli.Terminal;
using SoftCfg.Guidance;
using SoftCfg.Runs;
using TorchSharp;

namespace SoftCfg.Cli.Running;

/// <summary>One process of <c>softcfg run</c>: a worker, or the supervisor of several.</summary>
internal sealed class RunAction(RunSettings settings, Session session)
{
    private readonly bool isSupervised = session.Environment(Supervisor.Variable) is not null;
    private long images;
    private double seconds;

    /// <summary>Whether this process speaks for the run: of many, one is enough.</summary>
    private bool Speaks => !isSupervised && settings.Rank.IsFirst;

    /// <summary>Works until the run is finished, and prints the summary.</summary>
    public void Run()
    {
        var arrays = Work();
        if (Speaks)
            new RunSummary(settings, arrays, images, seconds).Write(session.Output);
    }

    /// <summary>Works until the run is finished, and writes the arrays that were asked for.</summary>
    /// <returns>The arrays.</returns>
    public IReadOnlyList<string> Work()
    {
        SayWhatIsSampled();
        CheckPrompts();
        using var log = RunLog.Open(settings.Log, settings.Rank.Rank);
        if (settings.Workers > 1)
            new Supervisor(settings, session).Run();
        else
            Work(log);
        return Speaks && settings.Npz ? settings.Runs.Select(run => Merge(run.Run.Output)).ToList() : [];
    }

    private void Work(ILogger logger)
    {
        torch.set_num_threads(settings.Threads);
        var view = new RunView(settings.Runs[0].Run.Count * settings.Runs.Count);
        try
        {
            if (Speaks)
                new ProgressView(session).Run($"loading {settings.Model}", progress => WorkOnAll(logger, view, progress));
            else
                WorkOnAll(logger, view, null);
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException($"stopped; {view.Finished} of {view.Count} images are finished, in '{settings.Output}'. " +
                "The same command goes on.", e);
        }
    }

    private void WorkOnAll(ILogger logger, RunView view, IProgress<ProgressStep>? progress)
    {
        long before = 0;
        foreach (var (kind, run) in settings.Runs)
        {
            var made = new Relay<RunProgress>(p => progress?.Report(view.Step(Title(kind), before, p)));
            var outcome = (run with { Logger = logger }) switch
            {
                PromptRunOptions prompts => PromptRun.Work(prompts,
                    new Relay<double>(share => progress?.Report(new($"loading {settings.Model}", share))), made, session.Cancellation),
                var classes => ImageRun.Work((RunOptions)classes, made, session.Cancellation),
            };
            before += run.Count;
            view.Note(before);
            (images, seconds) = (images + outcome.Images, seconds + outcome.Seconds);
        }
    }

    private string Merge(string folder)
    {
        var array = RunSettings.NpzOf(folder);
        new ProgressView(session).Run($"writing {array}", progress => RunFolder.Open(folder).Merge(array, settings.Labels,
            new Relay<(long Done, long Total)>(p => progress.Report(new($"writing {array}: {p.Done} of {p.Total} images", (double)p.Done / p.Total))),
            session.Cancellation));
        return array;
    }

    /// <summary>Of several kinds, which one is at work.</summary>
    private string Title(GuidanceKind kind) => settings.Runs.Count == 1 ? "" : $"{GuidanceNames.TitleOf(kind)}: ";

    /// <summary>What is refused is told before minutes of loading, with the line where it stands.</summary>
    private void CheckPrompts()
    {
        if (!Speaks || settings.Runs[0].Run is not PromptRunOptions run)
            return;
        var encoder = PromptImageGenerator.LoadEncoder(run.Model, run.ImageTokenizer);
        var pictures = PictureList.Read(settings.Requests);
        foreach (var request in settings.Requests)
            PromptRequest.Checked(request.Origin, () => encoder.Encode(request.Prompt with { Picture = pictures.OutlineOf(request) }));
    }

    private void SayWhatIsSampled()
    {
        if (!Speaks)
            return;
        foreach (var (kind, run) in settings.Runs)
        {
            if (kind == GuidanceKind.SoftCfg && run.Guidance!.Strength == 0)
                session.Note("SoftCFG at strength 0 is plain CFG; give a --strength above 0.");
            foreach (var formula in RunFormulas.Of(run))
                session.Note($"{GuidanceNames.TitleOf(kind)}: {formula}");
        }
        SlowProducts.Say(session, settings.Runs[0].Run.Dtype, settings.Runs[0].Run.Device);
    }
}
