namespace SoftCfg.Evaluation.Metrics;

/// <summary>Moments of a set of images. Owns both.</summary>
/// <param name="Features">Of the features, for FID.</param>
/// <param name="Spatial">Of the spatial features, for sFID; null when there are none.</param>
internal sealed record ImageSetMoments(FeatureMoments Features, FeatureMoments? Spatial) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Features.Dispose();
        Spatial?.Dispose();
    }
}
