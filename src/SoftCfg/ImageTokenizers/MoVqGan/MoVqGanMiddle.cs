using SoftCfg.Layers.Strips;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MoVqGan;

/// <summary>What stands between the coarsest level and the latents, on either side of them.</summary>
internal sealed class MoVqGanMiddle : nn.Module<StripSource, Tensor?, StoredStrips>
{
    [ComponentName(Name = "block_1")]
    private readonly MoVqGanBlock first;
    [ComponentName(Name = "attn_1")]
    private readonly MoVqGanAttention attention;
    [ComponentName(Name = "block_2")]
    private readonly MoVqGanBlock second;

    internal MoVqGanMiddle(int channels, Func<int, StripNorm> norm, ScalarType dtype, Device device) : base(nameof(MoVqGanMiddle))
    {
        first = new MoVqGanBlock(channels, channels, norm, dtype, device);
        attention = new MoVqGanAttention(channels, norm, dtype, device);
        second = new MoVqGanBlock(channels, channels, norm, dtype, device);
    }

    /// <inheritdoc/>
    public override StoredStrips forward(StripSource input, Tensor? codes) =>
        second.call(attention.call(first.call(input, codes), codes), codes);
}
