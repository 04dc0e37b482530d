using static TorchSharp.torch;

namespace SoftCfg.Evaluation;

/// <summary>A network that sees images as numbers, so that sets of images can be compared.</summary>
public interface IFeatureNetwork : IDisposable
{
    /// <summary>What the network is, with a hash of its weights: cached statistics belong to one fingerprint.</summary>
    string Fingerprint { get; }

    /// <summary>Features per image: what FID, precision and recall compare.</summary>
    int FeatureCount { get; }

    /// <summary>Spatial features per image, what sFID compares; 0 when the network has none.</summary>
    int SpatialFeatureCount { get; }

    /// <summary>Classes the network tells apart, for the Inception Score.</summary>
    int ClassCount { get; }

    /// <summary>Looks at images. An image's features do not depend on the images beside it.</summary>
    /// <param name="images">uint8 RGB [B, height, width, 3], 0 .. 255.</param>
    /// <returns>The features; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">The tensor has another type or shape.</exception>
    ImageFeatures Extract(Tensor images);
}
