namespace SoftCfg.Guidance;

/// <summary>What steers the logits that tokens are sampled from.</summary>
public enum GuidanceKind
{
    /// <summary>Nothing: one conditional branch, its logits as they are.</summary>
    None,

    /// <summary>
    /// Classifier-free guidance: logits extrapolated from the unconditional to the conditional branch.
    /// </summary>
    ClassifierFree,

    /// <summary>
    /// Classifier-free guidance whose unconditional branch sees the generated tokens weakened by their confidence
    /// (SoftCFG, arXiv 2510.00996).
    /// </summary>
    SoftCfg,
}
