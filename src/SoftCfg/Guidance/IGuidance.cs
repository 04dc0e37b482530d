using static TorchSharp.torch;

namespace SoftCfg.Guidance;

/// <summary>
/// How the branches of sequences are combined, step by step. One object guides all the sequences of a decode session that ask
/// for the same; what it keeps of a sequence it keeps by the sequence's place. Implement this for guidance of your own, see
/// docs/recipes/guidance-of-your-own.md.
/// </summary>
public interface IGuidance : IDisposable
{
    /// <summary>Forward-pass rows per sequence: 1 (conditional) or 2 (conditional and unconditional).</summary>
    int Branches { get; }

    /// <summary>
    /// Whether <see cref="ValueWeights"/> ever weighs anything. Who decodes windows of drafts asks for weights of every draft then,
    /// which takes a pass for each branch.
    /// </summary>
    /// <value>Default true.</value>
    bool WeighsValues => true;

    /// <summary>
    /// Whether steps may be looked at ahead and again, as windows of drafts need it: <see cref="Combine"/> changes nothing, and
    /// observing a step again, also with the conditional rows alone, forgets that step and those behind it.
    /// </summary>
    /// <value>Default false: a decoder of windows refuses such guidance.</value>
    bool CanGoBack => false;

    /// <summary>The guidance scale used at a step, for traces; 1 where there is no guidance.</summary>
    /// <param name="step">The index of the token that is about to be sampled.</param>
    float ScaleAt(int step);

    /// <summary>Tells that a new sequence takes a place: whatever is kept of the one before it is forgotten.</summary>
    /// <param name="place">The place.</param>
    void Begin(int place)
    {
        // Guidance without a memory has nothing to forget.
    }

    /// <summary>Combines the branches' logits into those that the token is sampled from, before temperature.</summary>
    /// <param name="step">Which sequences, B, and their steps.</param>
    /// <param name="logits">float [Branches * B, V], conditional rows first; not changed.</param>
    /// <returns>float32 [B, V]; the caller disposes it.</returns>
    Tensor Combine(GuidanceStep step, Tensor logits);

    /// <summary>Tells which tokens follow: those sampled, or those of an original that are kept in their place.</summary>
    /// <param name="step">As given to <see cref="Combine"/>.</param>
    /// <param name="logits">
    /// As given to <see cref="Combine"/>, but -inf where a token may not stand; of drafts that are observed ahead
    /// (<see cref="CanGoBack"/>) the conditional rows alone, [B, V].
    /// </param>
    /// <param name="tokens">int64 [B].</param>
    void Observe(GuidanceStep step, Tensor logits, Tensor tokens)
    {
        // Guidance without a memory learns nothing.
    }

    /// <summary>
    /// The weights of the values of cached image tokens in the unconditional rows, for the forward pass that feeds each
    /// sequence's last token. A function of what was observed: asked twice, it answers twice.
    /// </summary>
    /// <param name="step">Which sequences, B, and the step that the pass is for: it feeds token (step - 1).</param>
    /// <returns>
    /// float32 [B, m]: column k weighs token k; tokens behind the last column weigh 1, and so must those of sequences that are
    /// not as far. Null where every value weighs 1. The caller disposes it.
    /// </returns>
    Tensor? ValueWeights(GuidanceStep step) => null;

    /// <summary>What this guidance has to say of a step in the traces of sequences, asked after <see cref="Observe"/>.</summary>
    /// <param name="step">As given to <see cref="Observe"/>.</param>
    /// <returns>Numbers by name, float32 [B] each, the same names at every step; the caller disposes them.</returns>
    IReadOnlyDictionary<string, Tensor> Report(GuidanceStep step) => NothingToReport;

    /// <summary>The report of guidance that has nothing to say.</summary>
    private static readonly Dictionary<string, Tensor> NothingToReport = [];
}
