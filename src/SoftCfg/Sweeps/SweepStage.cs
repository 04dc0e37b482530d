namespace SoftCfg.Sweeps;

/// <summary>The parts of a sweep.</summary>
public enum SweepStage
{
    /// <summary>The model is loaded.</summary>
    Loading,

    /// <summary>The network looks at the reference; once in a sweep.</summary>
    Reference,

    /// <summary>The images of a point are generated.</summary>
    Sampling,

    /// <summary>The network looks at the images of a point.</summary>
    Measuring,

    /// <summary>The figures of a point are computed.</summary>
    Comparing,
}
