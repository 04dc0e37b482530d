namespace SoftCfg.Evaluation;

/// <summary>How far an evaluation is.</summary>
/// <param name="Stage">The part that is running.</param>
/// <param name="Done">Images or steps done of this part.</param>
/// <param name="Total">Images or steps of this part.</param>
public readonly record struct EvaluationProgress(EvaluationStage Stage, long Done, long Total);
