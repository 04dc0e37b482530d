namespace SoftCfg.Sweeps;

/// <summary><c>sweep.json</c>: the plan of a sweep and what has come of it so far.</summary>
internal sealed record SweepFile
{
    internal const string CurrentFormat = "softcfg-sweep-1";

    public required string Format { get; init; }
    public required SweepPlan Plan { get; init; }
    public required string Reference { get; init; }
    public required int PlannedPoints { get; init; }
    public required IReadOnlyList<SweepResult> Points { get; init; }
}
