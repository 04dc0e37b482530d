namespace SoftCfg.Decoding;

/// <summary>What guidance did to one image of N tokens.</summary>
public sealed record DecodeTrace
{
    /// <summary>The guidance scale of every step: N.</summary>
    public required IReadOnlyList<float> Scale { get; init; }

    /// <summary>The confidence of every token, from the conditional branch: N.</summary>
    public required IReadOnlyList<float> Confidence { get; init; }

    /// <summary>
    /// How far the branches are apart at every step, Kullback and Leibler's divergence of the conditional from the
    /// unconditional distribution, in nats: N; none with one branch.
    /// </summary>
    public IReadOnlyList<float> Divergence { get; init; } = [];

    /// <summary>
    /// The weight of every cached token's value in the unconditional rows, in the pass that feeds each token: N rows, that of
    /// step t with t numbers. None where guidance weighs nothing.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<float>> ValueWeights { get; init; } = [];

    /// <summary>Which tokens had to stand where they do, such as those kept of an original: N; none where there was no constraint.</summary>
    public IReadOnlyList<bool> Kept { get; init; } = [];

    /// <summary>
    /// The likeliest tokens of every step: N; none unless <see cref="Sequence.Candidates"/> asked for them. Trace files leave them out.
    /// </summary>
    public IReadOnlyList<StepCandidates> Candidates { get; init; } = [];

    /// <summary>What guidance of one's own reported: N numbers by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<float>> Own { get; init; } =
        new Dictionary<string, IReadOnlyList<float>>(StringComparer.Ordinal);
}
