using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>A decoded batch.</summary>
/// <param name="tokens">int64 [B, N]; owned by the result.</param>
/// <param name="traces">What was recorded of each image, if it was asked for.</param>
public sealed class DecodeResult(Tensor tokens, IReadOnlyList<DecodeTrace>? traces) : IDisposable
{
    /// <summary>The tokens: int64 [B, N].</summary>
    public Tensor Tokens => tokens;

    /// <summary>What happened to each image, B of them; <c>null</c> unless the request asked for it.</summary>
    public IReadOnlyList<DecodeTrace>? Traces => traces;

    /// <inheritdoc/>
    public void Dispose() => tokens.Dispose();
}
