namespace SoftCfg.Decoding;

/// <summary>
/// Partial teacher forcing: of every token it is decided anew whether the original's is kept or one is sampled.
/// Source: <c>generate(tf_tokens, prob)</c> in RobusTok's <c>RAR/rar.py</c>.
/// </summary>
public sealed class KeptTokens : ITokenConstraint
{
    /// <summary>Draw 0 of a step samples its token: what is sampled is the same with originals and without.</summary>
    private const int Draw = 1;

    private readonly long?[] kept;

    /// <summary>Keeps the tokens that are given.</summary>
    /// <param name="kept">A token for every step, null where one is sampled.</param>
    public KeptTokens(IReadOnlyList<long?> kept) => this.kept = [.. kept];

    /// <summary>Decides for all tokens of an image.</summary>
    /// <param name="original">The original's tokens.</param>
    /// <param name="keep">The probability that a token is kept.</param>
    /// <param name="uniforms">Where the uniforms come from.</param>
    /// <param name="index">The image's index in its run.</param>
    public KeptTokens(IReadOnlyList<long> original, double keep, UniformSource uniforms, long index) =>
        kept = original.Select((token, step) => uniforms(index, step, Draw) < keep ? token : (long?)null).ToArray();

    /// <inheritdoc/>
    public long? Forced(int step) => kept[step];
}
