using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Metrics;

/// <summary>
/// The Fréchet distance of two Gaussians, squared: FID over pooled features, sFID over spatial ones (Heusel et al.,
/// arXiv 1706.08500; Nash et al., arXiv 2103.03841).
/// </summary>
/// <remarks>
/// <para><c>|μ_s - μ_r|² + tr Σ_s + tr Σ_r - 2 tr (Σ_s Σ_r)^½</c>. With <c>Σ = L Lᵀ</c> the last trace is the sum of the
/// singular values of <c>L_sᵀ L_r</c>. No root is taken of a product's eigenvalues, so a rank-deficient covariance costs no
/// accuracy, where the Schur root of <c>scipy.linalg.sqrtm</c> carries noise of about the root of the machine precision for
/// every missing dimension, and may have to be repaired by adding 1e-6 to the diagonals.</para>
/// <para>Two symmetric eigendecompositions and one singular value decomposition, O(D³), float64.</para>
/// </remarks>
internal static class FrechetDistance
{
    /// <summary>The squared distance; rounding may leave a set about -1e-9 from itself.</summary>
    /// <exception cref="ArgumentException">The features have another length.</exception>
    public static double Between(FeatureMoments reference, FeatureMoments sample)
    {
        if (reference.Dimensions != sample.Dimensions)
        {
            throw new ArgumentException($"The reference has {reference.Dimensions} features, the samples " +
                $"{sample.Dimensions}; both come from one network.", nameof(sample));
        }
        using var scope = NewDisposeScope();
        var difference = sample.Mean - reference.Mean;
        var roots = linalg.svdvals(sample.Factor.t().mm(reference.Factor)).sum().item<double>();
        return difference.dot(difference).item<double>() + sample.Trace() + reference.Trace() - 2 * roots;
    }
}
