using SoftCfg.Guidance;

namespace SoftCfg.Traces;

/// <summary>What guidance did, step by step: means over all images of a trace that were guided alike.</summary>
public sealed record TraceSummary
{
    /// <summary>How the images were guided.</summary>
    public required GuidanceKind Guidance { get; init; }

    /// <summary>How many images there are, at least 1.</summary>
    public required int Images { get; init; }

    /// <summary>Rows of codes, each with a token behind it that ends it; 0 (default) where the images do not say.</summary>
    public int Rows { get; init; }

    /// <summary>Codes of a row; 0 (default) where the images do not say.</summary>
    public int Columns { get; init; }

    /// <summary>How confident the conditional branch was of the tokens, from 0 to 1: [N].</summary>
    public required IReadOnlyList<StepMean> Confidence { get; init; }

    /// <summary>
    /// Kullback-Leibler divergence of the branches, <c>KL(conditional || unconditional)</c>, at the sampling temperature
    /// and before they are combined, in nats: [N]; empty where there is one branch.
    /// </summary>
    public required IReadOnlyList<StepMean> Divergence { get; init; }

    /// <summary>
    /// What guidance adds to the conditional branch: <c>(s_t - 1) · divergence</c> with the guidance scale s_t, in nats:
    /// [N]; empty where there is one branch.
    /// </summary>
    /// <remarks>
    /// Guided logits are the conditional ones plus <c>(s_t - 1)</c> times the difference of the branches, and the mean of
    /// that difference under the conditional distribution is the divergence.
    /// </remarks>
    public required IReadOnlyList<StepMean> Push { get; init; }

    /// <summary>
    /// The sum of <c>1 - w</c> over the value weights w while the token of a step is fed, SoftCFG's perturbation: [N];
    /// empty without value weights.
    /// </summary>
    public required IReadOnlyList<StepMean> Perturbation { get; init; }

    /// <summary>
    /// The mean value weight of each token while each token is fed: [N, N], rows the tokens fed, NaN where the weighted
    /// token is not in the cache yet; null without value weights.
    /// </summary>
    public required float[,]? ValueWeights { get; init; }

    /// <summary>Sums images up, each kind of guidance by itself.</summary>
    /// <param name="images">The images, all of N tokens; read once, and not kept.</param>
    /// <returns>One summary for each kind of guidance there is, in the order of <see cref="GuidanceKind"/>.</returns>
    /// <exception cref="ArgumentException">Images differ in their number of tokens, or in their rows.</exception>
    public static IReadOnlyList<TraceSummary> Of(IEnumerable<TracedImage> images)
    {
        var kinds = new SortedDictionary<GuidanceKind, TraceSums>();
        var (tokens, rows, columns) = (0, 0, 0);
        foreach (var image in images)
        {
            if (kinds.Count > 0 && image.Tokens.Count != tokens)
            {
                throw new ArgumentException(
                    $"Image {image.Index} has {image.Tokens.Count} tokens, those before it {tokens}; they cannot be summed up.");
            }
            if (kinds.Count > 0 && (image.Rows, image.Columns) != (rows, columns))
            {
                throw new ArgumentException($"Image {image.Index} has {image.Rows} rows of {image.Columns} codes, those before it {rows} " +
                    $"of {columns}; they cannot be summed up.");
            }
            (tokens, rows, columns) = (image.Tokens.Count, image.Rows, image.Columns);
            if (!kinds.TryGetValue(image.Guidance, out var sums))
                kinds.Add(image.Guidance, sums = new TraceSums(tokens));
            sums.Add(image.Trace);
        }
        return kinds.Select(kind => kind.Value.Summarize(kind.Key) with { Rows = rows, Columns = columns }).ToList();
    }
}
