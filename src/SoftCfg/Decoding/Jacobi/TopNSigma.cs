using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Decoding.Jacobi;

/// <summary>The filter of <see cref="SigmaFilter"/>.</summary>
internal static class TopNSigma
{
    /// <summary>Scores at or below this do not count, as in the release.</summary>
    private const double Excluded = -10000;

    /// <summary>Excludes what lies more than σ below each row's largest score; the largest stays.</summary>
    /// <param name="scores">float32 [R, V]; -inf where a token is excluded already.</param>
    /// <param name="filter">What σ is.</param>
    /// <param name="isNarrowed">Whether tokens were excluded that the rows do not show.</param>
    /// <returns>The same, or with -inf where a token is excluded.</returns>
    public static Tensor Apply(Tensor scores, SigmaFilter filter, bool isNarrowed)
    {
        if (filter == SigmaFilter.Off)
            return scores;
        using var scope = NewDisposeScope();
        var counts = scores.GreaterThan(Excluded).bitwise_and(scores.LessThan(double.PositiveInfinity));  // [R, V]
        var left = scores.MaskedFill(counts.bitwise_not(), 0.0);
        var count = counts.sum(-1, keepdim: true, ScalarType.Float32);  // [R, 1]
        var mean = left.sum(-1, keepdim: true).div(count);
        if (filter == SigmaFilter.RootMeanSquare)
            mean = isNarrowed ? zeros_like(mean) : mean.MaskedFill(scores.AreExcluded().any(-1, keepdim: true), 0.0);
        var deviation = left.Minus(mean).MaskedFill(counts.bitwise_not(), 0.0).Squared().sum(-1, keepdim: true).div(count).sqrt();
        var least = scores.amax([-1], keepdim: true).Minus(deviation);
        return scores.MaskedFill(scores.lt(least), double.NegativeInfinity).MoveToOuterDisposeScope();
    }

    /// <summary>Which scores are -inf.</summary>
    private static Tensor AreExcluded(this Tensor scores) => scores.LessThan(float.MinValue);
}
