using SoftCfg.Cli.Terminal;
using SoftCfg.Evaluation;
using TorchSharp;

namespace SoftCfg.Cli.Evaluating;

/// <summary>One run of <c>softcfg eval</c>: loads a network, has it look at both sets, prints the figures.</summary>
internal sealed class EvalRun(EvalOptions options, Session session)
{
    private const string StatisticsExtension = ".stats.safetensors";

    /// <summary>Does everything and prints the figures.</summary>
    public void Run()
    {
        var device = DeviceChoice.Find(options.Device);
        torch.set_num_threads(options.Threads);
        CheckStatisticsFile();
        EvaluationResult? result = null;
        try
        {
            new ProgressView(session).Run($"loading {options.Features}", progress => result = Evaluate(device, progress));
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException("stopped before there were any figures.", e);
        }
        Print(result!);
    }

    private EvaluationResult Evaluate(torch.Device device, IProgress<ProgressStep> progress)
    {
        using var network = FeatureChoice.Load(options.Features, device);
        if (options.Samples is not { } path)
            return SelfTest(network, progress);
        // The reference may take hours; a mistake in the name of the samples should not wait for it.
        RunImages.EnsureUsable(path, network);
        using var reference = Measure(options.Reference, "reference");
        if (options.Statistics is { } file)
            reference.Write(file);
        using var samples = Measure(path, "samples");
        return Evaluator.Compare(reference, samples, options.Evaluation, new StageProgress(progress, "samples"),
            session.Cancellation);

        ImageSetStatistics Measure(string path, string name) => RunImages.Measure(path, network, options.Evaluation,
            new StageProgress(progress, name), session);
    }

    private EvaluationResult SelfTest(IFeatureNetwork network, IProgress<ProgressStep> progress)
    {
        using var reference = RunImages.Measure(options.Reference, network, options.Evaluation, new StageProgress(progress, "reference"), session);
        try
        {
            var result = Evaluator.SelfTest(reference, options.Evaluation, new StageProgress(progress, "halves"), session.Cancellation);
            session.Note($"'{options.Reference}' against itself: {result.ReferenceImages} images drawn at random against {result.SampleImages} others. " +
                "Samples of this count that could not be better have figures like these.");
            return result;
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--selftest: '{options.Reference}': {e.Message}");
        }
    }

    private void Print(EvaluationResult result)
    {
        if (options.Json)
        {
            session.Output.WriteJson(EvaluationJson.Write(result));
            return;
        }
        foreach (var line in AdmReport.Lines(result))
            session.Output.WriteLine(line);
        SayInterval("Inception Score", result.InceptionScore, result.InceptionScoreInterval);
        SayInterval("FID", result.Fid, result.FidInterval);
        foreach (var warning in result.Warnings)
            session.Note(warning);
    }

    private void SayInterval(string name, double? value, ConfidenceInterval? interval)
    {
        if (interval is null)
            return;
        session.Note(FormattableString.Invariant(
            $"{name} {value:G6}, {100 * interval.Level:0.###} % interval {interval.Lower:G6} to {interval.Upper:G6}"));
    }

    /// <summary>Refuses now what could not be written once the reference has been seen.</summary>
    private void CheckStatisticsFile()
    {
        if (options.Statistics is not { } file)
            return;
        if (!file.EndsWith(StatisticsExtension, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--save-statistics is '{file}'; the name must end in {StatisticsExtension}.");
        var path = Path.GetFullPath(file);
        if (new[] { options.Reference, options.Samples }.OfType<string>().Any(input => Path.GetFullPath(input) == path))
            throw new UsageException($"--save-statistics would replace '{file}', which is to be read. Give another name.");
        if (Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new UsageException($"--save-statistics: '{file}' cannot be written: " +
                (Directory.Exists(path) ? "it is a folder." : "its folder does not exist."));
        }
    }

    /// <summary>Says in words how far a part is.</summary>
    /// <param name="progress">What is told.</param>
    /// <param name="name">Whose images are looked at or compared.</param>
    private sealed class StageProgress(IProgress<ProgressStep> progress, string name) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value)
        {
            var what = value.Stage switch
            {
                EvaluationStage.FrechetDistances => $"FID: {value.Done} of {value.Total} steps",
                EvaluationStage.InceptionScore => "Inception Score",
                EvaluationStage.PrecisionRecall => $"precision and recall: {value.Done} of {value.Total} images compared",
                _ => $"{name}: {value.Done} of {value.Total} images",
            };
            progress.Report(new(what, value.Total == 0 ? 1 : (double)value.Done / value.Total));
        }
    }
}
