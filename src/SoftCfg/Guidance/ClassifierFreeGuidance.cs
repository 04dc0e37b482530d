using SoftCfg.Layers;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Guidance;

/// <summary>
/// Classifier-free guidance: <c>unconditional + (conditional - unconditional) · s_t</c>, in float32, with the scale s_t
/// of a schedule. Source: AliTok <c>modeling/ar.py</c>, RobusTok <c>RAR/rar.py</c>.
/// </summary>
/// <param name="schedule">The guidance scale by step.</param>
public sealed class ClassifierFreeGuidance(CosinePowerSchedule schedule) : IGuidance
{
    /// <inheritdoc/>
    public int Branches => 2;

    /// <inheritdoc/>
    public float ScaleAt(int step) => schedule.At(step);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The logits are not two branches of equally many rows.</exception>
    public Tensor Combine(int step, Tensor logits)
    {
        if (logits.dim() != 2 || logits.shape[0] % 2 != 0)
            throw new ArgumentException(
                $"Guidance combines logits [2 B, V], conditional rows first; got [{string.Join(", ", logits.shape)}].",
                nameof(logits));
        using var scope = NewDisposeScope();
        var branches = logits.to(ScalarType.Float32).chunk(2);  // 2 x [B, V]
        var (conditional, unconditional) = (branches[0], branches[1]);
        // In exactly this form: another one rounds differently and tokens would leave the releases'.
        return unconditional.Plus((conditional - unconditional).Times(ScaleAt(step))).MoveToOuterDisposeScope();
    }

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
