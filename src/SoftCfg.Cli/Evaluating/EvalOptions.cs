using SoftCfg.Evaluation;

namespace SoftCfg.Cli.Evaluating;

/// <summary>What <c>softcfg eval</c> was asked for.</summary>
internal sealed record EvalOptions
{
    public required string Reference { get; init; }

    /// <summary>The images to judge; null where the reference is to be compared with itself.</summary>
    public required string? Samples { get; init; }

    public required string Features { get; init; }
    public required EvaluationOptions Evaluation { get; init; }
    public required string Device { get; init; }
    public required int Threads { get; init; }
    public string? Statistics { get; init; }
    public bool Json { get; init; }
}
