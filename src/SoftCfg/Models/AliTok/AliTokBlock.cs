using SoftCfg.Layers;
using SoftCfg.Native;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.Models.AliTok;

/// <summary>A pre-norm transformer block (modeling/ar.py of AliTok, Block).</summary>
internal sealed class AliTokBlock : nn.Module<Tensor, CacheLayer, Tensor>
{
    private readonly RootMeanSquareNorm norm1, norm2;
    [ComponentName(Name = "attn")]
    private readonly SelfAttention attention;
    private readonly GatedFeedForward mlp;

    internal AliTokBlock(AliTokConfig config, RotaryTable rotation, ScalarType dtype, Device device) : base(nameof(AliTokBlock))
    {
        RootMeanSquareNorm Norm(long channels) => new(channels, AliTokModel.NormEpsilon, dtype, device);
        long channels = config.HiddenSize, headSize = channels / config.Heads;
        norm1 = Norm(channels);
        attention = new SelfAttention(channels, config.Heads, Norm(headSize), Norm(headSize), dtype, device, rotation);
        norm2 = Norm(channels);
        mlp = new GatedFeedForward(channels, config.IntermediateSize, dtype, device);
    }

    /// <summary>Runs the block.</summary>
    /// <param name="stream">[rows, n, channels].</param>
    /// <param name="at">The pass, the cache and the block's index.</param>
    /// <returns>[rows, n, channels].</returns>
    public override Tensor forward(Tensor stream, CacheLayer at)
    {
        using var scope = NewDisposeScope();
        stream = stream.Plus(attention.call(norm1.call(stream), at));
        return stream.PlusInPlace(mlp.call(norm2.call(stream))).MoveToOuterDisposeScope();
    }
}
