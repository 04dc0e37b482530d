using static TorchSharp.torch;

namespace SoftCfg.Guidance;

/// <summary>No guidance: a single, conditional branch.</summary>
public sealed class NoGuidance : IGuidance
{
    /// <inheritdoc/>
    public int Branches => 1;

    /// <inheritdoc/>
    public bool WeighsValues => false;

    /// <inheritdoc/>
    public bool CanGoBack => true;

    /// <inheritdoc/>
    public float ScaleAt(int step) => 1;

    /// <inheritdoc/>
    public Tensor Combine(GuidanceStep step, Tensor logits) => logits.to(ScalarType.Float32, copy: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Owns nothing.
    }
}
