using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Metrics;

/// <summary>
/// Improved precision and recall (Kynkäänniemi et al., arXiv 1904.06991) as guided-diffusion's evaluator takes them: all
/// images of both sets, squared distances, third neighbours. Owns its tensors.
/// </summary>
/// <param name="ReferenceRadii">Squared radius of every reference image: [R].</param>
/// <param name="SampleRadii">Squared radius of every sample: [S].</param>
/// <param name="ReferenceInside">Whether a reference image lies in the ball of some sample: bool [R].</param>
/// <param name="SampleInside">Whether a sample lies in the ball of some reference image: bool [S].</param>
internal sealed record PrecisionRecall(Tensor ReferenceRadii, Tensor SampleRadii, Tensor ReferenceInside,
    Tensor SampleInside) : IDisposable
{
    /// <summary>The share of samples that look like a reference image.</summary>
    public double Precision => Share(SampleInside);

    /// <summary>The share of reference images that look like a sample.</summary>
    public double Recall => Share(ReferenceInside);

    /// <summary>Compares two sets, in O((R + S)²) and bounded memory.</summary>
    /// <param name="reference">R images, at least 4.</param>
    /// <param name="sample">S images, at least 4.</param>
    /// <param name="precision">In which precision distances are measured.</param>
    /// <param name="progress">Images done of R + S + R, or null; no radii of a set are measured twice.</param>
    /// <param name="cancellation">Checked every block.</param>
    public static PrecisionRecall Of(Neighbourhoods reference, Neighbourhoods sample,
        ScalarType precision = ScalarType.Float32, Action<long, long>? progress = null,
        CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var unknown = new[] { reference, sample }.Distinct().Where(set => !set.Knows(precision));
        var total = unknown.Sum(set => set.Count) + reference.Count;
        long done = 0;
        void Advance(long images) => progress?.Invoke(done += images, total);

        var referenceRadii = reference.Radii(precision, Advance, cancellation).clone();
        var sampleRadii = sample.Radii(precision, Advance, cancellation).clone();
        return Of(reference.Features, referenceRadii, sample.Features, sampleRadii, precision, Advance, cancellation);
    }

    private static PrecisionRecall Of(Tensor reference, Tensor referenceRadii, Tensor sample, Tensor sampleRadii,
        ScalarType precision, Action<long> advance, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var referenceInside = zeros([reference.shape[0]], ScalarType.Bool);
        var sampleInside = zeros([sample.shape[0]], ScalarType.Bool);
        var (rows, columns) = SquaredDistances.BlockSize(precision);
        for (long row = 0; row < reference.shape[0]; row += rows)
        {
            var height = Math.Min(rows, reference.shape[0] - row);
            for (long column = 0; column < sample.shape[0]; column += columns)
            {
                cancellation.ThrowIfCancellationRequested();
                using var block = NewDisposeScope();
                var width = Math.Min(columns, sample.shape[0] - column);
                var distances = SquaredDistances.Between(                   // [height, width]
                    reference.narrow(0, row, height), sample.narrow(0, column, width), precision);
                var inReference = distances.le(referenceRadii.narrow(0, row, height).unsqueeze(1)).any(0);
                var inSample = distances.le(sampleRadii.narrow(0, column, width)).any(1);
                sampleInside.narrow(0, column, width).logical_or_(inReference);
                referenceInside.narrow(0, row, height).logical_or_(inSample);
            }
            advance(height);
        }
        return new PrecisionRecall(referenceRadii.DetachFromDisposeScope(), sampleRadii.DetachFromDisposeScope(),
            referenceInside.DetachFromDisposeScope(), sampleInside.DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReferenceRadii.Dispose();
        SampleRadii.Dispose();
        ReferenceInside.Dispose();
        SampleInside.Dispose();
    }

    private static double Share(Tensor inside)
    {
        using var count = inside.sum();
        return (double)count.item<long>() / inside.shape[0];
    }
}
