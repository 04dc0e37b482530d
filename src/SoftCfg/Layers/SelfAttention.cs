using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>Attention with one projection to (q | k | v, head, channel) and norms shared by the heads, as AliTok and RAR have it.</summary>
internal sealed class SelfAttention : AttentionLayer
{
    private readonly long heads;
    private readonly RotaryTable? rotation;
    private readonly Projection qkv, proj;
    [ComponentName(Name = "q_norm")]
    private readonly Norm queryNorm;
    [ComponentName(Name = "k_norm")]
    private readonly Norm keyNorm;

    /// <summary>Allocates the layer.</summary>
    /// <param name="channels">Channels of the stream; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="queryNorm">The norm of queries, over the head size.</param>
    /// <param name="keyNorm">The norm of keys, over the head size.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    /// <param name="rotation">
    /// Rotates normalised queries and keys by their position; the model owns it. Default none.
    /// </param>
    public SelfAttention(long channels, long heads, Norm queryNorm, Norm keyNorm, ScalarType dtype, Device device, RotaryTable? rotation = null)
        : base(nameof(SelfAttention))
    {
        this.heads = heads;
        this.rotation = rotation;
        qkv = new Projection(channels, 3 * channels, hasBias: true, dtype, device);
        proj = new Projection(channels, channels, hasBias: true, dtype, device);
        this.queryNorm = queryNorm;
        this.keyNorm = keyNorm;
        Inputs = [qkv];
    }

    /// <inheritdoc/>
    public override int Heads => (int)heads;

    /// <inheritdoc/>
    public override int KeyValueHeads => (int)heads;

    /// <inheritdoc/>
    public override IReadOnlyList<Projection> Inputs { get; }

    /// <inheritdoc/>
    public override Projection Output => proj;

    /// <inheritdoc/>
    public override Norm QueryNorm => queryNorm;

    /// <inheritdoc/>
    public override Norm KeyNorm => keyNorm;

    /// <inheritdoc/>
    public override RotaryTable? Rotation => rotation;

    /// <inheritdoc/>
    protected override (Tensor Query, Tensor Key, Tensor Value) Project(Tensor input)
    {
        // [rows, n, 3 * channels] -> 3 x [rows, heads, n, head size]
        var parts = qkv.call(input).view(input.shape[0], input.shape[1], 3, heads, input.shape[2] / heads).permute(2, 0, 3, 1, 4).unbind(0);
        return (parts[0], parts[1], parts[2]);
    }
}
