using SoftCfg.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.RobusTok;

/// <summary>A transformer block of DINOv2: normed attention and a normed feed-forward layer, each with a layer scale
/// (dino_enc/vision_transformer.py, Block).</summary>
internal sealed class VisionBlock : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> norm1, norm2;
    [ComponentName(Name = "attn")]
    private readonly BidirectionalAttention attention;
    private readonly LayerScale ls1, ls2;
    private readonly FeedForward mlp;

    internal VisionBlock(TransformerSize size, ScalarType dtype, Device device) : base(nameof(VisionBlock))
    {
        norm1 = VisionTransformer.Norm(size.Width, dtype, device);
        attention = new BidirectionalAttention(size.Width, size.Heads, dtype, device);
        ls1 = new LayerScale(size.Width, dtype, device);
        norm2 = VisionTransformer.Norm(size.Width, dtype, device);
        mlp = new FeedForward(size.Width, 4L * size.Width, dtype, device);
        ls2 = new LayerScale(size.Width, dtype, device);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var stream = ls1.call(input, attention.call(norm1.call(input)));
        return ls2.call(stream, mlp.call(norm2.call(stream))).MoveToOuterDisposeScope();
    }
}
