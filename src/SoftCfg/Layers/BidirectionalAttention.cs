using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Multi-head self-attention in which every position sees every other, as in vision transformers: one projection to
/// (q | k | v, head, channel), scale 1/√(head size), an output projection.
/// </summary>
internal sealed class BidirectionalAttention : nn.Module<Tensor, Tensor>, IKernelLayer
{
    private readonly long heads;
    private readonly Projection qkv, proj;
    private bool usesKernels;

    /// <summary>Allocates the layer.</summary>
    /// <param name="channels">Channels of the stream; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    public BidirectionalAttention(long channels, long heads, ScalarType dtype, Device device)
        : base(nameof(BidirectionalAttention))
    {
        this.heads = heads;
        qkv = new Projection(channels, 3 * channels, hasBias: true, dtype, device);
        proj = new Projection(channels, channels, hasBias: true, dtype, device);
    }

    /// <inheritdoc/>
    public void UseKernels() => usesKernels = true;

    /// <summary>Attends.</summary>
    /// <param name="input">[rows, n, channels].</param>
    /// <returns>[rows, n, channels].</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        if (usesKernels)
            return proj.call(ImageAttention.Of(qkv.call(input), (int)heads)).MoveToOuterDisposeScope();
        var (rows, n, channels) = (input.shape[0], input.shape[1], input.shape[2]);
        // [rows, n, 3 * channels] -> 3 x [rows, heads, n, head size]
        var parts = qkv.call(input).view(rows, n, 3, heads, channels / heads).permute(2, 0, 3, 1, 4).unbind(0);
        var attended = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
        // [rows, heads, n, head size] -> [rows, n, channels]
        return proj.call(attended.transpose(1, 2).reshape(rows, n, channels)).MoveToOuterDisposeScope();
    }
}
