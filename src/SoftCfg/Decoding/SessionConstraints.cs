using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>Applies the constraints of the sequences of a step.</summary>
internal static class SessionConstraints
{
    /// <summary>Excludes the tokens that may not be sampled.</summary>
    /// <param name="sequences">The sequences, B.</param>
    /// <param name="logits">float [B, V], or those of all branches, one behind the other: [branches * B, V].</param>
    /// <returns>The same, or with -inf where a token may not stand.</returns>
    public static Tensor Restrict(IReadOnlyCollection<Sequence> sequences, Tensor logits) =>
        Restrict(sequences.Select(s => s.Constraint?.Allowed(s.Step)).ToArray(), logits);

    /// <summary>Excludes the tokens that may not be sampled.</summary>
    /// <param name="ranges">What may be, B; null where every token may.</param>
    /// <param name="logits">float [B, V], or those of all branches, one behind the other: [branches * B, V].</param>
    /// <returns>The same, or with -inf where a token may not stand.</returns>
    public static Tensor Restrict(TokenRange?[] ranges, Tensor logits)
    {
        if (Array.TrueForAll(ranges, range => range is null))
            return logits;
        var vocabulary = logits.shape[1];
        ranges = Enumerable.Repeat(ranges, (int)logits.shape[0] / ranges.Length).SelectMany(branch => branch).ToArray();
        Tensor Column(Func<TokenRange, long> edge) => tensor(
            ranges.Select(range => edge(range ?? new TokenRange(0, vocabulary))).ToArray(), [ranges.Length, 1],
            ScalarType.Int64, logits.device);
        var place = TensorArithmetic.Range(vocabulary, logits.device);  // [V]
        var outside = place.lt(Column(range => range.First)).bitwise_or(place.ge(Column(range => range.First + range.Count)));
        return logits.MaskedFill(outside, double.NegativeInfinity);
    }

    /// <summary>Puts the tokens that must stand in the place of those sampled.</summary>
    /// <param name="forced">The token of each sequence that must stand; null where it is sampled.</param>
    /// <param name="sampled">int64 [B].</param>
    public static Tensor Force(long?[] forced, Tensor sampled)
    {
        if (Array.TrueForAll(forced, token => token is null))
            return sampled;
        var free = tensor(forced.Select(token => token is null ? 1L : 0L).ToArray(), ScalarType.Int64, sampled.device);
        var tokens = tensor(forced.Select(token => token ?? 0).ToArray(), ScalarType.Int64, sampled.device);
        return sampled.mul(free).Plus(tokens);
    }
}
