using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Guidance;

/// <summary>No guidance: a single, conditional branch.</summary>
public sealed class NoGuidance : IGuidance
{
    /// <inheritdoc/>
    public int Branches => 1;

    /// <inheritdoc/>
    public float ScaleAt(int step) => 1;

    /// <inheritdoc/>
    public Tensor Combine(int step, Tensor logits) => logits.to(ScalarType.Float32, copy: true);

    /// <inheritdoc/>
    public void Observe(int step, Tensor logits, Tensor tokens)
    {
        // Nothing is learned from what was sampled.
    }

    /// <inheritdoc/>
    public void WeightValues(KeyValueCache cache)
    {
        // Every value keeps weight 1.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Owns nothing.
    }
}
