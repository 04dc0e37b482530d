namespace SoftCfg.Guidance;

/// <summary>
/// Which probability of the conditional distribution is a generated token's confidence. The distribution is
/// <c>softmax(conditional logits / temperature)</c> at the position that predicted the token, before guidance, top-k
/// and top-p.
/// </summary>
public enum ConfidenceSource
{
    /// <summary>The probability of the token that was sampled (as AliTok's release does).</summary>
    Sampled,

    /// <summary>The largest probability, whichever token was sampled (as the paper and RAR's release do).</summary>
    Maximum,
}
