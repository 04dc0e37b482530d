using SoftCfg.Guidance;

namespace SoftCfg.Decoding;

/// <summary>What the sequences of a cohort have in common: they are guided and sampled by the same objects.</summary>
/// <param name="Guidance">How they are guided.</param>
/// <param name="Sampling">How their tokens are drawn.</param>
/// <param name="Length">Tokens of each.</param>
/// <param name="Context">Tokens in front of the image in the branch whose values are weighed.</param>
internal sealed record CohortKey(GuidanceOptions Guidance, SamplingOptions Sampling, int Length, int Context)
{
    /// <summary>The key of a sequence.</summary>
    public static CohortKey Of(Sequence sequence, int length) =>
        new(sequence.Guidance, sequence.Sampling, length, sequence.UnconditionalContext.Count);
}
