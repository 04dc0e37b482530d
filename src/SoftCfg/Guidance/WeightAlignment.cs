namespace SoftCfg.Guidance;

/// <summary>Which token's confidence weakens which cached value. See docs/parity.md.</summary>
public enum WeightAlignment
{
    /// <summary>
    /// As the AliTok and RAR releases do: a token's value gets the confidence of the token predicted behind it. The
    /// first token's own confidence is never used.
    /// </summary>
    Released,

    /// <summary>As the paper describes: a token's value gets the token's own confidence.</summary>
    Paper,
}
