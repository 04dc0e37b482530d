namespace SoftCfg.Runs;

/// <summary><c>run.json</c>: the plan, and which version of the library began it.</summary>
internal sealed record RunPlanFile
{
    internal const string CurrentFormat = "softcfg-run-1";

    public required string Format { get; init; }
    public required string Library { get; init; }
    public required RunPlan Plan { get; init; }
}
