using SoftCfg.Layers;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Guidance;

/// <summary>
/// Classifier-free guidance: <c>unconditional + (conditional - unconditional) · s_t</c>, in float32, with the scale s_t
/// of a schedule. Source: AliTok <c>modeling/ar.py</c>, RobusTok <c>RAR/rar.py</c>.
/// </summary>
public sealed class ClassifierFreeGuidance : IGuidance
{
    private readonly float[] table;  // by step
    private readonly Tensor scales;  // float32 [N]: the same

    /// <summary>Computes the scale of every step.</summary>
    /// <param name="schedule">The guidance scale by step.</param>
    /// <param name="device">Where the logits are.</param>
    public ClassifierFreeGuidance(CosinePowerSchedule schedule, Device device)
        : this(Enumerable.Range(0, schedule.Steps).Select(schedule.At).ToArray(), device)
    {
    }

    /// <summary>Takes the scale of every step as it is given.</summary>
    /// <param name="scalesByStep">One for each token of an image.</param>
    /// <param name="device">Where the logits are.</param>
    public ClassifierFreeGuidance(IReadOnlyList<float> scalesByStep, Device device)
    {
        table = [.. scalesByStep];
        scales = tensor(table, ScalarType.Float32, device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public int Branches => 2;

    /// <inheritdoc/>
    public bool WeighsValues => false;

    /// <inheritdoc/>
    public bool CanGoBack => true;

    /// <inheritdoc/>
    public float ScaleAt(int step) => table[step];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The logits are not two branches of the step's sequences.</exception>
    public Tensor Combine(GuidanceStep step, Tensor logits)
    {
        if (logits.dim() != 2 || logits.shape[0] != 2 * step.Count)
        {
            throw new ArgumentException($"Guidance combines logits [2 B, V] of {step.Count} sequences, conditional rows first; " +
                $"got [{string.Join(", ", logits.shape)}].", nameof(logits));
        }
        if (LogitRows.Serve(logits))
            return LogitRows.Guide(logits, row => table[step.Steps[row]]);
        using var scope = NewDisposeScope();
        var branches = logits.to(ScalarType.Float32).chunk(2);  // 2 x [B, V]
        var (conditional, unconditional) = (branches[0], branches[1]);
        // In exactly this form: another one rounds differently and tokens would leave the releases'.
        return unconditional.Plus(conditional.Minus(unconditional).mul_(step.LookUp(scales))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => scales.Dispose();
}
