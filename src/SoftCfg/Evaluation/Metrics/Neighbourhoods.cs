using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Metrics;

/// <summary>
/// The features of a set of images and the balls around them that precision and recall look at. The balls are measured once
/// in each precision, in O(N²): one reference is compared with many samples. Owns its tensors.
/// </summary>
internal sealed class Neighbourhoods : IDisposable
{
    private readonly Lock measuring = new();
    private readonly Dictionary<ScalarType, Tensor> radii = [];

    /// <summary>Takes ownership.</summary>
    /// <param name="features">float32 [N, D].</param>
    public Neighbourhoods(Tensor features) => Features = features.DetachFromDisposeScope();

    /// <summary>float32 [N, D].</summary>
    public Tensor Features { get; }

    /// <summary>N.</summary>
    public long Count => Features.shape[0];

    /// <summary>Whether <see cref="Radii"/> has nothing left to do.</summary>
    public bool Knows(ScalarType precision)
    {
        lock (measuring)
            return radii.ContainsKey(precision);
    }

    /// <summary>The squared radius of every image, by <see cref="NeighbourRadii"/>: [N]. N must be at least 4.</summary>
    /// <param name="precision">In which precision distances are measured.</param>
    /// <param name="advance">Called with the number of images done since the last call; never if all is known.</param>
    /// <param name="cancellation">Checked every block.</param>
    public Tensor Radii(ScalarType precision, Action<long> advance, CancellationToken cancellation)
    {
        lock (measuring)
        {
            if (!radii.TryGetValue(precision, out var known))
                radii[precision] = known = NeighbourRadii.Of(Features, precision, advance, cancellation).DetachFromDisposeScope();
            return known;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Features.Dispose();
        foreach (var known in radii.Values)
            known.Dispose();
    }
}
