using System.Diagnostics;
using SoftCfg.Evaluation;

namespace SoftCfg.Benchmarks;

/// <summary>Notes when an evaluation reaches its stages.</summary>
internal sealed class StageClock : IProgress<EvaluationProgress>
{
    private readonly List<(EvaluationProgress Step, long Time)> reports = [];

    public void Report(EvaluationProgress value) => reports.Add((value, Stopwatch.GetTimestamp()));

    /// <summary>The seconds between two reports of a stage.</summary>
    public double Between(EvaluationStage stage, long from, long to) =>
        Stopwatch.GetElapsedTime(TimeOf(stage, from), TimeOf(stage, to)).TotalSeconds;

    /// <summary>The seconds from the end of one stage to the end of another.</summary>
    public double FromEndToEnd(EvaluationStage before, EvaluationStage stage) =>
        Stopwatch.GetElapsedTime(EndOf(before), EndOf(stage)).TotalSeconds;

    private long TimeOf(EvaluationStage stage, long done) =>
        reports.First(report => report.Step.Stage == stage && report.Step.Done == done).Time;

    private long EndOf(EvaluationStage stage) => reports.Last(report => report.Step.Stage == stage).Time;
}
