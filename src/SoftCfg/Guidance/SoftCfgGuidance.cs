using SoftCfg.Layers;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Guidance;

/// <summary>
/// SoftCFG (arXiv 2510.00996): classifier-free guidance in which the unconditional branch sees the value of every
/// generated token weakened by a confidence, so that guidance does not fade as the two branches' contexts grow alike.
/// </summary>
/// <remarks>
/// Weights are recomputed at every step from the confidences in closed form (<see cref="ValueWeights"/>); cached values
/// are never rewritten. Create it with <see cref="GuidanceOptions.Create"/>.
/// </remarks>
public sealed class SoftCfgGuidance : IGuidance
{
    private readonly ClassifierFreeGuidance plain;
    private readonly GuidanceOptions options;
    private readonly int batch;
    private readonly int steps;
    private readonly double temperature;
    private readonly Tensor confidences;  // float32 [B, N]
    private int observed;

    internal SoftCfgGuidance(ClassifierFreeGuidance plain, GuidanceOptions options, int batch, int steps,
        double temperature, Device device)
    {
        (this.plain, this.options, this.batch, this.steps) = (plain, options, batch, steps);
        this.temperature = temperature;
        confidences = zeros([batch, steps], ScalarType.Float32, device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public int Branches => plain.Branches;

    /// <inheritdoc/>
    public float ScaleAt(int step) => plain.ScaleAt(step);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The logits are not two branches of equally many rows.</exception>
    public Tensor Combine(int step, Tensor logits) => plain.Combine(step, logits);

    /// <inheritdoc/>
    /// <remarks>Observing an earlier step again forgets the steps from it on.</remarks>
    /// <exception cref="ArgumentException">Logits or tokens are of another batch.</exception>
    /// <exception cref="InvalidOperationException">A step before it was not observed, or all steps were.</exception>
    public void Observe(int step, Tensor logits, Tensor tokens)
    {
        if (logits.dim() != 2 || logits.shape[0] != 2 * batch || tokens.dim() != 1 || tokens.shape[0] != batch)
            throw new ArgumentException(
                $"SoftCFG for a batch of {batch} observes logits [{2 * batch}, V] and tokens [{batch}]; " +
                $"got [{string.Join(", ", logits.shape)}] and [{string.Join(", ", tokens.shape)}].");
        if (step < 0 || step > observed || step >= steps)
            throw new InvalidOperationException(
                $"Step {step} cannot be observed: {observed} of {steps} steps have been, " +
                "and each step needs those before it.");
        using var scope = NewDisposeScope();
        var conditional = logits.narrow(0, 0, batch).to(ScalarType.Float32);
        var probabilities = conditional.DividedBy(temperature).softmax(-1);  // [B, V]
        var confidence = options.Confidence == ConfidenceSource.Sampled
            ? probabilities.gather(1, tokens.unsqueeze(1)).squeeze(1)
            : probabilities.amax([1]);
        confidences.select(1, step).copy_(confidence);
        observed = step + 1;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The cache holds fewer rows or positions than were observed.</exception>
    public void WeightValues(KeyValueCache cache)
    {
        // The pass that feeds token 0 finds no generated token in the cache.
        if (observed < 2)
            cache.ClearValueWeights();
        else
            cache.WeightValues(batch, cache.PrefixLength, WeightsFeeding(observed - 1));
    }

    /// <summary>The confidences observed so far, for traces.</summary>
    /// <returns>float32 [B, steps observed], a copy; the caller disposes it.</returns>
    public Tensor Confidences()
    {
        using var columns = confidences.narrow(1, 0, observed);
        return columns.clone();
    }

    /// <summary>
    /// The weights of cached tokens' values in the unconditional rows during the forward pass that feeds a token, for
    /// traces. Computed when asked.
    /// </summary>
    /// <param name="step">The index of the token fed: one that has been observed.</param>
    /// <returns>
    /// float32 [B, step]: column k is the weight of token k's value; the prefix and the token fed have weight 1. The
    /// caller disposes it.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The token has not been observed.</exception>
    public Tensor WeightsFeeding(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, observed);
        // Column k weakens token k's value: by the confidence of token k + 1 in the releases, by its own in the paper.
        var first = options.Alignment == WeightAlignment.Released ? 1 : 0;
        using var taken = confidences.narrow(1, first, step);
        return ValueWeights.FromConfidences(taken, options);
    }

    /// <inheritdoc/>
    public void Dispose() => confidences.Dispose();
}
