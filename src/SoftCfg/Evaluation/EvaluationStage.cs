namespace SoftCfg.Evaluation;

/// <summary>The parts of an evaluation, in their order.</summary>
public enum EvaluationStage
{
    /// <summary>The network looks at the reference images.</summary>
    ReferenceImages,

    /// <summary>The network looks at the samples.</summary>
    SampleImages,

    /// <summary>FID and sFID are computed.</summary>
    FrechetDistances,

    /// <summary>The Inception Score is computed.</summary>
    InceptionScore,

    /// <summary>Precision and recall are computed: every image is compared with every other.</summary>
    PrecisionRecall,
}
