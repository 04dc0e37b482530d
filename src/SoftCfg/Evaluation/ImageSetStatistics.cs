using SoftCfg.Evaluation.Metrics;
using SoftCfg.Evaluation.Sources;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation;

/// <summary>
/// What the figures need to know of a set of images: a network has looked at each of them once. Can be kept in a file, so
/// that it need not look again. Owns its tensors.
/// </summary>
public sealed class ImageSetStatistics : IDisposable
{
    /// <summary>Takes ownership of what it is given.</summary>
    internal ImageSetStatistics(string network, ImageSetMoments moments, Tensor? features, Tensor? logits)
    {
        (Network, Moments) = (network, moments);
        Neighbourhoods = features is null ? null : new Neighbourhoods(features);
        Logits = logits?.DetachFromDisposeScope();
    }

    /// <summary>The network that looked, by its <see cref="IFeatureNetwork.Fingerprint"/>.</summary>
    public string Network { get; }

    /// <summary>Images looked at; 0 when the set is known by mean and covariance alone.</summary>
    public long Count => Features?.shape[0] ?? 0;

    /// <summary>What a reader of figures should know of the set, such as files of a folder that were left out; usually none.</summary>
    public IReadOnlyList<string> Remarks { get; internal init; } = [];

    /// <summary>Means and covariances.</summary>
    internal ImageSetMoments Moments { get; }

    /// <summary>float32 [N, F], in the order of the images; null when only moments are known.</summary>
    internal Tensor? Features => Neighbourhoods?.Features;

    /// <summary>The features, and how far each is from its neighbours; null when only moments are known.</summary>
    internal Neighbourhoods? Neighbourhoods { get; }

    /// <summary>float32 [N, classes], in the order of the images; null when only moments are known.</summary>
    internal Tensor? Logits { get; }

    /// <summary>
    /// Whether the moments are those of <see cref="Features"/>: a published reference has statistics of more images than it
    /// holds.
    /// </summary>
    internal bool MomentsAreOfFeatures { get; init; }

    /// <summary>Writes a safetensors file that evaluations with the same network take in place of the images.</summary>
    /// <param name="path">The file, by convention <c>NAME.stats.safetensors</c>; one that exists is replaced.</param>
    /// <param name="withImages">
    /// Whether to keep features and logits of every image, which Inception Score, precision and recall need: 12 kB per image
    /// with the Inception network. Without them the file has the moments alone, 67 MB.
    /// </param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path, bool withImages = true) => StatisticsFile.Write(path, this, withImages);

    /// <inheritdoc/>
    public void Dispose()
    {
        Moments.Dispose();
        Neighbourhoods?.Dispose();
        Logits?.Dispose();
    }
}
