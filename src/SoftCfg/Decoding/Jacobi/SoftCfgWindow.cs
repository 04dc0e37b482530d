namespace SoftCfg.Decoding.Jacobi;

/// <summary>How values are weighed in a window of drafts, where guidance weighs values as SoftCFG does.</summary>
public enum SoftCfgWindow
{
    /// <summary>
    /// As token by token: the conditional branch goes first, and every row of the unconditional one sees the weights that it would
    /// see if the drafts before it had been sampled one by one. A step then takes two passes, one per branch.
    /// </summary>
    Exact,

    /// <summary>
    /// Every row of a window sees the weights of its first row: drafts weigh 1 until they are accepted. One pass a step; SoftCFG only
    /// nearly.
    /// </summary>
    Approximate,
}
