using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Metrics;

/// <summary>Mean and covariance of a set's features: all that a Fréchet distance looks at. Owns its tensors.</summary>
internal sealed class FeatureMoments : IDisposable
{
    private Tensor? factor;

    /// <summary>Takes ownership of the tensors.</summary>
    /// <param name="mean">float64 [D].</param>
    /// <param name="covariance">float64 [D, D], divided by N - 1.</param>
    /// <param name="factor"><see cref="Factor"/> where it is known, or null.</param>
    public FeatureMoments(Tensor mean, Tensor covariance, Tensor? factor = null)
    {
        (Mean, Covariance) = (mean.DetachFromDisposeScope(), covariance.DetachFromDisposeScope());
        this.factor = factor?.DetachFromDisposeScope();
    }

    /// <summary>float64 [D].</summary>
    public Tensor Mean { get; }

    /// <summary>float64 [D, D].</summary>
    public Tensor Covariance { get; }

    /// <summary>D.</summary>
    public long Dimensions => Mean.shape[0];

    /// <summary>
    /// L with <c>L Lᵀ</c> = the covariance, float64 [D, r]: the centred rows themselves where few rows were seen, else
    /// eigenvectors times the roots of their eigenvalues, computed once, in O(D³).
    /// </summary>
    public Tensor Factor
    {
        get
        {
            if (factor is null)
            {
                using var scope = NewDisposeScope();
                var (values, vectors) = linalg.eigh(Covariance);
                // A covariance has no negative eigenvalues; rounding makes them where it is rank-deficient.
                factor = vectors.mul(values.clamp_min(0).sqrt()).DetachFromDisposeScope();
            }
            return factor;
        }
    }

    /// <summary>The sum of the variances.</summary>
    public double Trace()
    {
        using var trace = Covariance.trace();
        return trace.item<double>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        Covariance.Dispose();
        factor?.Dispose();
    }
}
