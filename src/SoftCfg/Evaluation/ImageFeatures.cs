using static TorchSharp.torch;

namespace SoftCfg.Evaluation;

/// <summary>What a feature network sees in a batch of images. Owns its tensors.</summary>
/// <param name="Features">float32 [B, FeatureCount].</param>
/// <param name="Spatial">float32 [B, SpatialFeatureCount]; null when the network has none.</param>
/// <param name="Logits">float32 [B, ClassCount], before the softmax that the Inception Score takes.</param>
public sealed record ImageFeatures(Tensor Features, Tensor? Spatial, Tensor Logits) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Features.Dispose();
        Spatial?.Dispose();
        Logits.Dispose();
    }
}
