using SoftCfg.Evaluation;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation;

/// <summary>A network whose features are the first pixels themselves: nothing to load, nothing to round.</summary>
internal sealed class PixelNetwork(int featureCount = 8, int spatialFeatureCount = 6, int classCount = 5) : IFeatureNetwork
{
    public string Fingerprint { get; init; } = "pixels";

    public int FeatureCount => featureCount;

    public int SpatialFeatureCount => spatialFeatureCount;

    public int ClassCount => classCount;

    /// <summary>The sizes of the batches it has seen.</summary>
    public List<long> Batches { get; } = [];

    /// <summary>Images from this index on, over all batches, have features that are not a number.</summary>
    public long BrokenFrom { get; init; } = long.MaxValue;

    public ImageFeatures Extract(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (before, count) = (Batches.Sum(), images.shape[0]);
        Batches.Add(count);
        var pixels = images.reshape(count, -1).to(ScalarType.Float32).DividedBy(64);
        var features = pixels.narrow(1, 0, featureCount).clone();
        if (BrokenFrom < before + count)
            features.narrow(0, Math.Max(BrokenFrom - before, 0), 1).FillInPlace(float.NaN);
        return new ImageFeatures(features.MoveToOuterDisposeScope(),
            spatialFeatureCount == 0 ? null : pixels.narrow(1, 3, spatialFeatureCount).clone().MoveToOuterDisposeScope(),
            pixels.narrow(1, 2, classCount).clone().MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        // Owns nothing.
    }
}
