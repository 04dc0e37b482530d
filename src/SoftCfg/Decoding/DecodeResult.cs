using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>A decoded batch.</summary>
/// <param name="tokens">int64 [B, N]; owned by the result.</param>
/// <param name="trace">What was recorded, if it was asked for.</param>
public sealed class DecodeResult(Tensor tokens, BatchTrace? trace) : IDisposable
{
    /// <summary>The tokens: int64 [B, N].</summary>
    public Tensor Tokens => tokens;

    /// <summary>What happened at every step; <c>null</c> unless the request asked for it.</summary>
    public BatchTrace? Trace => trace;

    /// <inheritdoc/>
    public void Dispose() => tokens.Dispose();
}
