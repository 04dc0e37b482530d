using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Metrics;

/// <summary>Mean and covariance of a set's features: all that a Fréchet distance looks at. Owns its tensors.</summary>
internal sealed class FeatureMoments : IDisposable
{
    private Tensor? factor;

    /// <summary>Takes ownership of the tensors.</summary>
    /// <param name="mean">float64 [D].</param>
    /// <param name="covariance">float64 [D, D], divided by N - 1.</param>
    /// <param name="rows"><see cref="Rows"/>, or null.</param>
    public FeatureMoments(Tensor mean, Tensor covariance, Tensor? rows = null)
    {
        (Mean, Covariance) = (mean.DetachFromDisposeScope(), covariance.DetachFromDisposeScope());
        Rows = rows?.DetachFromDisposeScope();
    }

    /// <summary>float64 [D].</summary>
    public Tensor Mean { get; }

    /// <summary>float64 [D, D].</summary>
    public Tensor Covariance { get; }

    /// <summary>
    /// The centred rows over the root of N - 1, where few were seen, else null: float64 [D, N]. A product of these with
    /// themselves is the covariance.
    /// </summary>
    public Tensor? Rows { get; }

    /// <summary>D.</summary>
    public long Dimensions => Mean.shape[0];

    /// <summary>
    /// L with <c>L Lᵀ</c> = the covariance, float64 [D, r]: <see cref="Rows"/>, else eigenvectors times the roots of
    /// their eigenvalues, computed once, in O(D³).
    /// </summary>
    public Tensor Factor
    {
        get
        {
            if (Rows is not null)
                return Rows;
            if (factor is null)
            {
                using var scope = NewDisposeScope();
                var (values, vectors) = linalg.eigh(Covariance);
                // A covariance has no negative eigenvalues; rounding makes them where it is rank-deficient.
                factor = vectors.mul(values.AtLeast(0).sqrt()).DetachFromDisposeScope();
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
        Rows?.Dispose();
        factor?.Dispose();
    }
}
