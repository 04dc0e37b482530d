using SoftCfg.Layers;
using SoftCfg.Native;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.Models.Rar;

/// <summary>A transformer block whose norms are shifted, scaled and gated by the conditioning vector (RAR/rar.py, Block).</summary>
internal sealed class RarBlock : nn.Module<Tensor, Tensor, CacheLayer?, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> norm1, norm2;
    [ComponentName(Name = "attn")]
    private readonly SelfAttention attention;
    private readonly FeedForward mlp;
    [ComponentName(Name = "adaLN_modulation")]
    private readonly AdaptiveModulation modulation;

    internal RarBlock(RarConfig config, ScalarType dtype, Device device) : base(nameof(RarBlock))
    {
        nn.Module<Tensor, Tensor> Norm(long channels) =>
            nn.LayerNorm(channels, RarModel.NormEpsilon, device: device, dtype: dtype);
        long channels = config.HiddenSize, headSize = channels / config.Heads;
        norm1 = Norm(channels);
        attention = new SelfAttention(channels, config.Heads, Norm(headSize), Norm(headSize), dtype, device);
        norm2 = Norm(channels);
        mlp = new FeedForward(channels, config.IntermediateSize, dtype, device);
        modulation = new AdaptiveModulation(channels, chunks: 6, dtype, device);
    }

    /// <summary>Runs the block.</summary>
    /// <param name="stream">[rows, n, channels].</param>
    /// <param name="conditioning">[rows, n, channels].</param>
    /// <param name="at">The pass, the cache and the block's index; <c>null</c> for a whole sequence at once.</param>
    /// <returns>[rows, n, channels].</returns>
    public override Tensor forward(Tensor stream, Tensor conditioning, CacheLayer? at)
    {
        using var scope = NewDisposeScope();
        // The checkpoint's order: shift, scale, gate of attention, then of the feed-forward layer.
        var m = modulation.call(conditioning);
        var attended = attention.call(AdaptiveModulation.Modulate(norm1.call(stream), m[0], m[1]), at);
        stream = stream.PlusProduct(m[2], attended);
        var transformed = mlp.call(AdaptiveModulation.Modulate(norm2.call(stream), m[3], m[4]));
        return stream.PlusProduct(m[5], transformed).MoveToOuterDisposeScope();
    }
}
