namespace SoftCfg.Decoding.Jacobi;

/// <summary>
/// Excludes tokens whose guided logits lie more than σ below the largest, before the temperature and behind top-k (top-nσ, arXiv
/// 2411.07641, with n = 1).
/// </summary>
public enum SigmaFilter
{
    /// <summary>Excludes nothing.</summary>
    Off,

    /// <summary>σ is the standard deviation of the tokens that are left.</summary>
    Deviation,

    /// <summary>
    /// σ is their root mean square about zero as soon as any token has been excluded, else their standard deviation: what the code of
    /// Lumina-mGPT 2.0 comes to (logit_processor_3dim_static.py), because it zeroes its mean by accident.
    /// </summary>
    RootMeanSquare,
}
