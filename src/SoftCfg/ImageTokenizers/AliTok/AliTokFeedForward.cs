using SoftCfg.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.AliTok;

/// <summary>Two projections, four times as wide between them, with an exact GELU (modeling/alitok.py, the block's mlp).</summary>
internal sealed class AliTokFeedForward : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "c_fc")]
    private readonly Projection widen;
    [ComponentName(Name = "c_proj")]
    private readonly Projection narrow;

    internal AliTokFeedForward(long channels, ScalarType dtype, Device device) : base(nameof(AliTokFeedForward))
    {
        widen = new Projection(channels, 4 * channels, hasBias: true, dtype, device);
        narrow = new Projection(4 * channels, channels, hasBias: true, dtype, device);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return narrow.call(widen.CallWithGelu(input)).MoveToOuterDisposeScope();
    }
}
