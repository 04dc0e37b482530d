namespace SoftCfg.Tests;

/// <summary>Pearson's test of counts against probabilities.</summary>
internal static class ChiSquare
{
    private const double LeastExpected = 5;

    /// <summary>How likely such a deviation is, or a larger one, if the probabilities are right. Rare cells are pooled.</summary>
    /// <param name="counts">How often each outcome came.</param>
    /// <param name="probabilities">Of each outcome; they sum to 1.</param>
    public static double Probability(IReadOnlyList<int> counts, IReadOnlyList<double> probabilities)
    {
        double all = counts.Sum();
        var (pooledCount, pooledExpected, statistic, cells) = (0.0, 0.0, 0.0, 0);
        for (var cell = 0; cell < counts.Count; cell++)
        {
            var expected = all * probabilities[cell];
            if (expected < LeastExpected)
            {
                (pooledCount, pooledExpected) = (pooledCount + counts[cell], pooledExpected + expected);
                continue;
            }
            statistic += (counts[cell] - expected) * (counts[cell] - expected) / expected;
            cells++;
        }
        if (pooledExpected > 0)
        {
            statistic += (pooledCount - pooledExpected) * (pooledCount - pooledExpected) / pooledExpected;
            cells++;
        }
        return Upper((cells - 1) / 2.0, statistic / 2);
    }

    /// <summary>The regularised upper incomplete gamma function, Q(a, x).</summary>
    private static double Upper(double a, double x)
    {
        if (x <= 0)
            return 1;
        var scale = Math.Exp(a * Math.Log(x) - x - LogGamma(a));
        if (x < a + 1)
        {
            double term = 1 / a, sum = term;
            for (var n = 1; term > sum * 1e-15; n++)
                sum += term *= x / (a + n);
            return 1 - scale * sum;
        }
        // The continued fraction, from its far end.
        var fraction = 0.0;
        for (var n = 2000; n > 0; n--)
            fraction = n * (n - a) / (x + 2 * n + 1 - a - fraction);
        return scale / (x + 1 - a - fraction);
    }

    /// <summary>Stirling's series, after shifting the argument up to where it converges.</summary>
    private static double LogGamma(double a)
    {
        var shift = 0.0;
        for (; a < 20; a++)
            shift -= Math.Log(a);
        return shift + (a - 0.5) * Math.Log(a) - a + 0.5 * Math.Log(2 * Math.PI) + 1 / (12 * a) - 1 / (360 * a * a * a);
    }
}
