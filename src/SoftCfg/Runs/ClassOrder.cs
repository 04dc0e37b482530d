namespace SoftCfg.Runs;

/// <summary>How images of a run get their classes.</summary>
public enum ClassOrder
{
    /// <summary>Image i has label i modulo their number: every label equally often, whenever the run is cut off.</summary>
    Cycle,

    /// <summary>Each image draws a label, by the seed and its index.</summary>
    Random,
}
