using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Models.LuminaMGpt;

/// <summary>Tokens that are never predicted: their logits are the lowest finite number (modeling_chameleon.py, mask_image_logits).</summary>
/// <param name="tokens">Their ids.</param>
/// <param name="vocabulary">Size of the vocabulary, V.</param>
/// <param name="device">Where logits are.</param>
// No field of the model: TorchSharp takes every tensor among them for a part of its checkpoint.
internal sealed class MaskedLogits(IReadOnlyList<int> tokens, int vocabulary, Device device) : IDisposable
{
    private readonly Tensor mask = Mask(tokens.ToHashSet(), vocabulary, device);  // bool [V]

    /// <summary>Masks logits.</summary>
    /// <param name="logits">[..., V].</param>
    /// <returns>A copy.</returns>
    public Tensor Apply(Tensor logits) => logits.MaskedFill(mask, float.MinValue);

    /// <inheritdoc/>
    public void Dispose() => mask.Dispose();

    private static Tensor Mask(HashSet<int> tokens, int vocabulary, Device device) =>
        tensor(Enumerable.Range(0, vocabulary).Select(tokens.Contains).ToArray(), ScalarType.Bool, device).DetachFromDisposeScope();
}
