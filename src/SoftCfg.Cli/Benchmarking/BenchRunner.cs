using System.Diagnostics;
using SoftCfg.Cli.Benchmarking.Ceilings;
using SoftCfg.Cli.Terminal;
using SoftCfg.Guidance;
using SoftCfg.Models;
using TorchSharp;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>Measures the ceilings of the machine, then every cell; one model is in memory at a time.</summary>
/// <param name="options">What is measured.</param>
/// <param name="session">Whom to tell how far it is.</param>
internal sealed class BenchRunner(BenchOptions options, Session session)
{
    private readonly List<CellResult> cells = [];
    private readonly List<RatioResult> ratios = [];
    private int runsDone;

    private int RunsInAll => options.Rows.Count() * options.Kinds.Count * (options.Runs + 1);

    /// <summary>Does everything.</summary>
    public BenchRun Run()
    {
        torch.set_num_threads(options.Threads);
        MachineCeilings? ceilings = null;
        try
        {
            new ProgressView(session).Run("measuring the machine's ceilings", progress =>
            {
                ceilings = MachineCeilings.Measure(options.Threads, session.Cancellation);
                foreach (var sameModel in options.Rows.GroupBy(row => (row.Model, row.Weights)))
                    Measure([.. sameModel], ceilings, progress);
            });
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException($"stopped after {runsDone} of {RunsInAll} runs; nothing was kept.", e);
        }
        return new BenchRun
        {
            Format = BenchRun.CurrentFormat,
            Date = TimeProvider.System.GetUtcNow(),
            Machine = BenchMachine.This,
            InstructionSets = BenchMachine.InstructionSets,
            Versions = BenchVersions.These(),
            Threads = options.Threads,
            Ceilings = ceilings!,
            PeakRssBytes = PeakMemory(),
            Cells = cells,
            Ratios = ratios,
        };
    }

    private void Measure(IReadOnlyList<BenchRow> rows, MachineCeilings ceilings, IProgress<ProgressStep> progress)
    {
        progress.Report(Step($"loading {rows[0].Model}"));
        var weights = rows[0].Model.Source.CountProjectionWeights();
        using var model = rows[0].Model.Source.Load(rows[0].Weights, session.Cancellation);
        var bytes = StepWork.BytesOf(model, weights, rows[0].Weights);
        foreach (var row in rows)
        {
            var seconds = Measure(row, model, progress);
            foreach (var kind in options.Kinds)
            {
                var work = new StepWork(weights, bytes, row.Batch * row.Model.Guidance(kind).Branches);
                cells.Add(CellResult.Of(row, kind, seconds[kind], work, ceilings));
            }
            if (RatioResult.Of(row, seconds) is { } ratio)
                ratios.Add(ratio);
        }
    }

    /// <summary>The seconds of every run of every kind.</summary>
    private Dictionary<GuidanceKind, List<double>> Measure(BenchRow row, ICausalImageModel model, IProgress<ProgressStep> progress)
    {
        var seconds = options.Kinds.ToDictionary(kind => kind, _ => new List<double>());
        // Kinds of equally many branches share a session, whose cache may be larger than the model, and take turns.
        foreach (var together in options.Kinds.GroupBy(kind => row.Model.Guidance(kind).Branches))
        {
            using var decode = new TimedDecode(model, row.Model, row.Batch, together.Key, session.Cancellation);
            var order = together.Order().ToList();
            // The first, a warm-up, does not count.
            for (var run = 0; run <= options.Runs; run++)
            {
                foreach (var kind in order)
                {
                    progress.Report(Step($"{row}, {GuidanceNames.Of(kind)}: " + (run == 0 ? "warming up" : $"run {run} of {options.Runs}")));
                    var time = decode.Seconds(kind, row.Length, row.Steps);
                    runsDone++;
                    if (run > 0)
                        seconds[kind].Add(time);
                }
                // Neither is always the first: a machine may slow down or recover within a pair.
                order.Reverse();
            }
        }
        return seconds;
    }

    private ProgressStep Step(string text) => new(text, (double)runsDone / RunsInAll);

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
