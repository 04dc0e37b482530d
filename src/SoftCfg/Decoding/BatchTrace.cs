namespace SoftCfg.Decoding;

/// <summary>What guidance did while a batch was decoded. B images, N steps.</summary>
public sealed record BatchTrace
{
    /// <summary>The guidance scale of each step: [N].</summary>
    public required IReadOnlyList<float> Scale { get; init; }

    /// <summary>
    /// How confident the conditional branch was of each token, by the request's confidence source: [B][N], in [0, 1].
    /// </summary>
    public required IReadOnlyList<float[]> Confidence { get; init; }

    /// <summary>
    /// Kullback-Leibler divergence of the unconditional from the conditional distribution at each step, in nats, at the
    /// sampling temperature: [B][N]; empty where there is one branch. Where it fades, guidance has nothing to amplify.
    /// </summary>
    public required IReadOnlyList<float[]> Divergence { get; init; }

    /// <summary>
    /// The weights of cached values in the unconditional branch: entry [t][b][k] is that of token k of image b in the
    /// pass that feeds token t (k &lt; t; the others have weight 1). Empty unless the guidance is SoftCFG.
    /// </summary>
    public required IReadOnlyList<float[][]> ValueWeights { get; init; }

    /// <summary>
    /// Which tokens are those of the original, kept with the request's probability, and which were sampled: [B][N]; empty
    /// where there were no originals.
    /// </summary>
    public IReadOnlyList<bool[]> Kept { get; init; } = [];

    /// <summary>The trace of one image of the batch.</summary>
    /// <param name="image">Its place in the batch.</param>
    /// <returns>Its trace.</returns>
    public DecodeTrace Of(int image) => new()
    {
        Scale = Scale,
        Confidence = Confidence[image],
        Divergence = Divergence.Count == 0 ? [] : Divergence[image],
        ValueWeights = ValueWeights.Select(step => step[image]).ToList(),
        Kept = Kept.Count == 0 ? [] : Kept[image],
    };
}
