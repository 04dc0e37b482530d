namespace SoftCfg.Decoding;

/// <summary>What guidance did while an image was decoded. N steps.</summary>
public sealed record DecodeTrace
{
    /// <summary>The guidance scale of each step: [N].</summary>
    public required IReadOnlyList<float> Scale { get; init; }

    /// <summary>How confident the conditional branch was of each token, by the confidence source: [N], in [0, 1].</summary>
    public required IReadOnlyList<float> Confidence { get; init; }

    /// <summary>
    /// Kullback-Leibler divergence of the unconditional from the conditional distribution at each step, in nats, at the
    /// sampling temperature: [N]; empty where there is one branch. Where it fades, guidance has nothing to amplify.
    /// </summary>
    public required IReadOnlyList<float> Divergence { get; init; }

    /// <summary>
    /// The weights of cached values in the unconditional branch: entry [t][k] is that of token k in the pass that feeds
    /// token t (k &lt; t; the others have weight 1). Empty if the guidance has none.
    /// </summary>
    public required IReadOnlyList<float[]> ValueWeights { get; init; }

    /// <summary>
    /// Which tokens are those of the original, kept with the request's probability, and which were sampled: [N]; empty
    /// where there was no original.
    /// </summary>
    public IReadOnlyList<bool> Kept { get; init; } = [];

    /// <summary>What a guidance of one's own reported: a number a step under each name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<float>> Own { get; init; } =
        new Dictionary<string, IReadOnlyList<float>>(StringComparer.Ordinal);
}
