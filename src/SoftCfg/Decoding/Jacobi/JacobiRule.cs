namespace SoftCfg.Decoding.Jacobi;

/// <summary>What is drawn in the place of a draft that was not accepted.</summary>
public enum JacobiRule
{
    /// <summary>
    /// From what the model's distribution p has more than the draft's q, <c>max(p - q, 0)</c>: tokens are distributed as if each had
    /// been drawn on its own (arXiv 2410.01699; Leviathan et al., arXiv 2211.17192).
    /// </summary>
    Exact,

    /// <summary>
    /// As Lumina-mGPT 2.0 does (sjds.py): from p again, unless p and q hardly overlap. Favours tokens on which two successive
    /// iterations agree.
    /// </summary>
    Released,
}
