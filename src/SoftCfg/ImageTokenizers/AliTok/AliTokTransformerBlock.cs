using SoftCfg.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.AliTok;

/// <summary>A pre-norm transformer block without masks (modeling/alitok.py, ResidualAttentionBlock).</summary>
internal sealed class AliTokTransformerBlock : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "ln_1")]
    private readonly LayerNorm attentionNorm;
    [ComponentName(Name = "attn")]
    private readonly AliTokAttention attention;
    [ComponentName(Name = "ln_2")]
    private readonly LayerNorm feedForwardNorm;
    [ComponentName(Name = "mlp")]
    private readonly AliTokFeedForward feedForward;

    private AliTokTransformerBlock(AliTokTransformerConfig config, ScalarType dtype, Device device)
        : base(nameof(AliTokTransformerBlock))
    {
        attentionNorm = Norm(config.Width, dtype, device);
        attention = new AliTokAttention(config, dtype, device);
        feedForwardNorm = Norm(config.Width, dtype, device);
        feedForward = new AliTokFeedForward(config.Width, dtype, device);
    }

    /// <summary>The blocks of an encoder or decoder.</summary>
    internal static ModuleList<AliTokTransformerBlock> Stack(AliTokTransformerConfig config, ScalarType dtype, Device device) =>
        new(Enumerable.Range(0, config.Layers).Select(_ => new AliTokTransformerBlock(config, dtype, device)).ToArray());

    /// <summary>The norm used throughout the tokenizer.</summary>
    internal static LayerNorm Norm(long channels, ScalarType dtype, Device device) =>
        nn.LayerNorm(channels, eps: 1e-5, device: device, dtype: dtype);

    /// <summary>Runs the block.</summary>
    /// <param name="stream">[B, n, channels].</param>
    /// <returns>[B, n, channels].</returns>
    public override Tensor forward(Tensor stream)
    {
        using var scope = NewDisposeScope();
        stream = stream.Plus(attention.call(attentionNorm.call(stream)));
        return stream.PlusInPlace(feedForward.call(feedForwardNorm.call(stream))).MoveToOuterDisposeScope();
    }
}
