using SoftCfg.Evaluation.Metrics;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Sources;

/// <summary>Shows every image of a set to a network, once, and keeps what the figures need.</summary>
internal sealed class ImageSetMeasurement : IDisposable
{
    /// <summary>A batch of large images is cut to this: the network's own memory is many times it.</summary>
    private const long MaximumBatchBytes = 64 << 20;

    private readonly IImageSet images;
    private readonly IFeatureNetwork network;
    private readonly MomentAccumulator? moments;
    private readonly MomentAccumulator? spatialMoments;
    private readonly List<Tensor> features = [];
    private readonly List<Tensor> logits = [];
    private readonly CopiedImages copies = new();
    private long count;

    private ImageSetMeasurement(IImageSet images, IFeatureNetwork network, bool withMoments)
    {
        (this.images, this.network) = (images, network);
        if (!withMoments)
            return;
        moments = new MomentAccumulator(network.FeatureCount);
        if (network.SpatialFeatureCount > 0)
            spatialMoments = new MomentAccumulator(network.SpatialFeatureCount);
    }

    /// <summary>Measures a set.</summary>
    /// <param name="images">The set, at its beginning.</param>
    /// <param name="known">Moments that stand in for those of the images, or null; the result takes ownership.</param>
    /// <param name="network">What looks.</param>
    /// <param name="batchSize">Images at a time.</param>
    /// <param name="progress">Images done of all.</param>
    /// <param name="cancellation">Checked every batch.</param>
    /// <exception cref="EvaluationFileException">Images are damaged, or have features that are not finite.</exception>
    public static ImageSetStatistics Run(IImageSet images, ImageSetMoments? known, IFeatureNetwork network, int batchSize,
        Action<long, long> progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var measurement = new ImageSetMeasurement(images, network, withMoments: known is null);
        progress(0, images.Count);
        while (measurement.Step((int)Math.Clamp(MaximumBatchBytes / images.ImageBytes, 1, batchSize)))
        {
            progress(measurement.count, images.Count);
            cancellation.ThrowIfCancellationRequested();
        }
        return new ImageSetStatistics(network.Fingerprint, known ?? measurement.Moments(), cat(measurement.features),
            cat(measurement.logits))
        {
            MomentsAreOfFeatures = known is null,
            Remarks = [.. images.Remarks, .. measurement.copies.Remarks()],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        moments?.Dispose();
        spatialMoments?.Dispose();
        foreach (var kept in features.Concat(logits))
            kept.Dispose();
    }

    /// <returns>Whether there was a batch left.</returns>
    private bool Step(int batchSize)
    {
        using var scope = NewDisposeScope();
        if (images.Next(batchSize) is not { } batch)
            return false;
        copies.Look(batch);
        using var seen = Extract(batch);
        EnsureFinite(seen.Features, "features");
        EnsureFinite(seen.Logits, "logits");
        moments?.Append(seen.Features);
        if (spatialMoments is not null && seen.Spatial is { } spatial)
        {
            EnsureFinite(spatial, "spatial features");
            spatialMoments.Append(spatial);
        }
        features.Add(seen.Features.cpu().clone().DetachFromDisposeScope());
        logits.Add(seen.Logits.cpu().clone().DetachFromDisposeScope());
        count += batch.shape[0];
        return true;
    }

    private ImageFeatures Extract(Tensor batch)
    {
        try
        {
            return network.Extract(batch);
        }
        // The network's answer to images of a size that it does not take.
        catch (ArgumentException e)
        {
            throw new EvaluationFileException(images.Path, e.Message, e);
        }
    }

    private ImageSetMoments Moments() => new(moments!.Finish(), spatialMoments?.Finish());

    private void EnsureFinite(Tensor values, string what)
    {
        using var scope = NewDisposeScope();
        var finite = values.isfinite().all(1);                              // [B]
        if (finite.all().item<bool>())
            return;
        var first = finite.logical_not().nonzero().min().item<long>();
        throw new EvaluationFileException(images.Path, $"{images.NameOf(count + first)} gives {what} that are not finite " +
            $"in the network '{network.Fingerprint}'. Is the network loaded from a good file?");
    }
}
