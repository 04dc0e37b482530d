using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Metrics;

/// <summary>
/// How much each image pulls at the Fréchet distance from a fixed reference: the distance's first derivative by the weight
/// of the image.
/// </summary>
/// <remarks>
/// For an image at <c>z</c> from the samples' mean: <c>|z|² + 2 (μ_s - μ_r)·z - zᵀ T z</c>, where T, the map that
/// transports the samples' Gaussian to the reference's, is <c>L_r (L_rᵀ Σ_s L_r)^-½ L_rᵀ</c>. One eigendecomposition of
/// D × D and one product of [N, D] with [D, D].
/// </remarks>
internal static class FrechetInfluence
{
    private const int BlockRows = 1024;
    private const double MachineEpsilon = 2.220446049250313e-16;
    private const double LeastVariance = 1e-200;

    /// <summary>Every image's influence.</summary>
    /// <param name="reference">Moments of the reference.</param>
    /// <param name="sample">Moments of the features.</param>
    /// <param name="features">float32 [N, D].</param>
    /// <param name="cancellation">Checked every block.</param>
    /// <returns>N numbers; the mean over all images says nothing, only differences do.</returns>
    public static double[] Of(FeatureMoments reference, FeatureMoments sample, Tensor features,
        CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (values, vectors) = linalg.eigh(reference.Factor.t().mm(sample.Covariance).mm(reference.Factor));
        // Where the samples have no variance the derivative has no value; no image reaches there either.
        // Images that are all the same have none anywhere.
        var noise = Math.Max(values.max().item<double>() * (values.shape[0] * MachineEpsilon), LeastVariance);
        var scale = values.AtLeast(noise).Power(-0.25).mul(values.GreaterThan(noise).to(ScalarType.Float64));
        var root = reference.Factor.mm(vectors).mul(scale);                 // [D, D]: T is its square
        var pull = (sample.Mean - reference.Mean).Times(2);                     // [D]

        var influence = new double[features.shape[0]];
        for (long first = 0; first < influence.Length; first += BlockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            using var block = NewDisposeScope();
            var rows = features.narrow(0, first, Math.Min(BlockRows, influence.Length - first));
            var centred = rows.to(ScalarType.Float64).sub_(sample.Mean);
            var pulls = centred.Squared().sum(1).Plus(centred.mv(pull)) - centred.mm(root).Squared().sum(1);
            pulls.data<double>().CopyTo(influence.AsSpan((int)first));
        }
        return influence;
    }
}
