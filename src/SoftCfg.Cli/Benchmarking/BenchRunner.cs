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
                cells.Add(CellResult.Of(row, kind, seconds[kind].ConvertAll(run => run.Sum()), work, ceilings));
            }
            if (RatioResult.Of(row, seconds) is { } ratio)
                ratios.Add(ratio);
        }
    }

    /// <summary>The seconds of every step of every run of every kind.</summary>
    private Dictionary<GuidanceKind, List<double[]>> Measure(BenchRow row, ICausalImageModel model, IProgress<ProgressStep> progress)
    {
        var seconds = options.Kinds.ToDictionary(kind => kind, _ => new List<double[]>());
        // Kinds of equally many branches are compared with each other.
        foreach (var together in options.Kinds.GroupBy(kind => row.Model.Guidance(kind).Branches))
        {
            var decodes = together.Order().Select(kind => new TimedDecode(model, row.Model, row.Batch, kind, session.Cancellation)).ToList();
            try
            {
                var names = string.Join(" and ", decodes.Select(decode => GuidanceNames.Of(decode.Kind)));
                // The first, a warm-up, does not count.
                for (var run = 0; run <= options.Runs; run++)
                {
                    progress.Report(Step($"{row}, {names}: " + (run == 0 ? "warming up" : $"run {run} of {options.Runs}")));
                    decodes.ForEach(decode => decode.Begin(row.Length));
                    var times = InTurns(decodes, row.Steps);
                    runsDone += decodes.Count;
                    foreach (var decode in run == 0 ? [] : decodes)
                        seconds[decode.Kind].Add(times[decode]);
                }
            }
            finally
            {
                decodes.ForEach(decode => decode.Dispose());
            }
        }
        return seconds;
    }

    /// <summary>Steps in turns: what the machine does besides, and how fast it is, is nearly the same from one step to the next.</summary>
    private static Dictionary<TimedDecode, double[]> InTurns(List<TimedDecode> decodes, int steps)
    {
        var seconds = decodes.ToDictionary(decode => decode, _ => new double[steps]);
        for (var step = 0; step < steps; step++)
        {
            // Neither is always the first.
            foreach (var decode in step % 2 == 0 ? decodes : decodes.AsEnumerable().Reverse())
                seconds[decode][step] = decode.Step();
        }
        decodes.ForEach(decode => decode.ThrowIfBroken());
        return seconds;
    }

    private ProgressStep Step(string text) => new(text, (double)runsDone / RunsInAll);

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
