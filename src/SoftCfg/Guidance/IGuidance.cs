using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Guidance;

/// <summary>
/// How the branches of one decode are combined, step by step. An instance serves one batch: it keeps what it has seen
/// of it.
/// </summary>
public interface IGuidance : IDisposable
{
    /// <summary>
    /// Forward-pass rows per image: 1 (conditional) or 2 (conditional rows first, unconditional rows behind).
    /// </summary>
    int Branches { get; }

    /// <summary>The guidance scale used at a step; 1 where there is no guidance.</summary>
    /// <param name="step">The index of the token that is about to be sampled.</param>
    float ScaleAt(int step);

    /// <summary>Combines the branches' logits into those that the token is sampled from, before temperature.</summary>
    /// <param name="step">The index of the token that is about to be sampled.</param>
    /// <param name="logits">float [Branches * B, V]; not changed.</param>
    /// <returns>float [B, V]; the caller disposes it.</returns>
    Tensor Combine(int step, Tensor logits);

    /// <summary>Tells which tokens were sampled at a step.</summary>
    /// <param name="step">The index of the sampled token.</param>
    /// <param name="logits">float [Branches * B, V], as given to <see cref="Combine"/>.</param>
    /// <param name="tokens">int64 [B].</param>
    void Observe(int step, Tensor logits, Tensor tokens);

    /// <summary>Sets the value weights for the next forward pass, which feeds the token observed last.</summary>
    /// <param name="cache">The cache; it holds the prefix and every token but the one observed last.</param>
    void WeightValues(KeyValueCache cache);
}
