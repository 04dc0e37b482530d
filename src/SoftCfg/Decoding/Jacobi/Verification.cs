namespace SoftCfg.Decoding.Jacobi;

/// <summary>Whether a draft stands, and what is drawn instead.</summary>
internal static class Verification
{
    /// <summary>Smaller probabilities of a draft count as this, as in the releases.</summary>
    private const float LeastProbability = 1e-7f;

    /// <summary>Decides which drafts stand, in their order, up to the first that does not.</summary>
    /// <param name="rule">What is drawn in its place.</param>
    /// <param name="drafts">The drafts, n - 1.</param>
    /// <param name="rows">The model's distributions, n: row i is of the token where draft i stands.</param>
    /// <param name="last">The token drawn from the last row, which follows if all drafts stand.</param>
    /// <param name="accept">The uniform that a draft is accepted with.</param>
    /// <param name="replace">The uniform that the replacement is drawn with.</param>
    /// <param name="process">What a replacement's distribution goes through before it is drawn; null for nothing.</param>
    public static Verdict Decide(JacobiRule rule, IReadOnlyList<Draft> drafts, IReadOnlyList<TokenDistribution> rows, long last,
        Func<int, double> accept, Func<double> replace, Func<TokenDistribution, TokenDistribution>? process)
    {
        var ratios = new List<float>(drafts.Count);
        var accepted = new List<long>(rows.Count);
        for (var i = 0; i < drafts.Count; i++)
        {
            var ratio = Ratio(drafts[i], rows[i]);
            ratios.Add(ratio);
            if (!(accept(i) < ratio))
            {
                var rest = Residual(rule, rows[i], drafts[i].Source);
                var replacement = (process?.Invoke(rest) ?? rest).Draw(replace());
                accepted.Add(replacement);
                return new Verdict(ratios, accepted, replacement);
            }
            accepted.Add(drafts[i].Token);
        }
        accepted.Add(last);
        return new Verdict(ratios, accepted, null);
    }

    /// <summary>The probability that a draft is accepted with: <c>min(1, p / q)</c> at its token.</summary>
    /// <param name="draft">The draft, from q.</param>
    /// <param name="target">The model's distribution, p.</param>
    public static float Ratio(Draft draft, TokenDistribution target) =>
        Math.Min(1, target[draft.Token] / Math.Max(draft.Source[draft.Token], LeastProbability));

    /// <summary>What is drawn from in the place of a draft that was not accepted.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="target">The model's distribution, p.</param>
    /// <param name="source">The draft's distribution, q.</param>
    public static TokenDistribution Residual(JacobiRule rule, TokenDistribution target, TokenDistribution source)
    {
        var p = target.Probabilities.Span;
        var rest = new float[p.Length];
        var sum = 0.0;
        for (var i = 0; i < p.Length; i++)
        {
            var q = source[target.First + i];
            rest[i] = Math.Max(p[i] - (rule == JacobiRule.Exact ? q : Math.Min(q, 0.99f)), 0);
            sum += rest[i];
        }
        // Only rounding can leave nothing of p beyond q where a draft was rejected: then they are equal.
        var isTarget = rule == JacobiRule.Exact ? sum == 0 : !(sum + 1e-7 > 1);
        if (isTarget)
            return target;
        for (var i = 0; i < rest.Length; i++)
            rest[i] = (float)(rest[i] / sum);
        return target with { Probabilities = rest };
    }
}
