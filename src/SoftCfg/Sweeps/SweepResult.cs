using SoftCfg.Evaluation;

namespace SoftCfg.Sweeps;

/// <summary>What a point of a sweep came to.</summary>
public sealed record SweepResult
{
    /// <summary>The point.</summary>
    public required SweepPoint Point { get; init; }

    /// <summary>Images sampled.</summary>
    public required int Images { get; init; }

    /// <summary>The seed that they were sampled with, as <see cref="SweepPlan.Seed"/>.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Seconds that sampling them took, all runs together; what a kill has lost is not in it.</summary>
    public required double Seconds { get; init; }

    /// <summary>The figures.</summary>
    public required EvaluationResult Figures { get; init; }
}
