using System.Diagnostics;
using SoftCfg.Cli.Benchmarking.Ceilings;
using SoftCfg.Cli.Terminal;
using SoftCfg.Guidance;
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
        using var model = BenchModel.Load(rows[0].Model, rows[0].Weights, session.Cancellation);
        foreach (var row in rows)
        {
            RefuseTooLong(row, model.Model.SequenceLength);
            var seconds = Measure(row, model, progress);
            foreach (var kind in options.Kinds)
            {
                var work = new StepWork(model.ProjectionWeights, row.Weights, row.Batch * Branches(model, kind));
                cells.Add(CellResult.Of(row, kind, seconds[kind], work, ceilings));
            }
            if (RatioResult.Of(row, seconds) is { } ratio)
                ratios.Add(ratio);
        }
    }

    /// <summary>The seconds of every run of every kind.</summary>
    private Dictionary<GuidanceKind, List<double>> Measure(BenchRow row, BenchModel model, IProgress<ProgressStep> progress)
    {
        var seconds = options.Kinds.ToDictionary(kind => kind, _ => new List<double>());
        // Kinds of equally many branches share a session, whose cache may be larger than the model, and take turns.
        foreach (var together in options.Kinds.GroupBy(kind => Branches(model, kind)))
        {
            using var decode = new TimedDecode(model, row.Batch, together.Key, session.Cancellation);
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

    private static int Branches(BenchModel model, GuidanceKind kind) => (model.Guidance with { Kind = kind }).Branches;

    private static void RefuseTooLong(BenchRow row, int tokens)
    {
        if (row.Length > 0 && row.Length + row.Steps > tokens)
        {
            throw new UsageException($"--length is {row.Length} and --steps {row.Steps}, but an image of {row.Model} has {tokens} tokens. " +
                "Give less of either; without --length, images that are finished make room for others.");
        }
    }

    private ProgressStep Step(string text) => new(text, (double)runsDone / RunsInAll);

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
