using SoftCfg.Layers;
using SoftCfg.Layers.Strips;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MoVqGan;

/// <summary>The residual blocks of one resolution, each with attention behind it where the level has some, and what leads to the next.</summary>
internal sealed class MoVqGanLevel : nn.Module<StripSource, Tensor?, StoredStrips>
{
    [ComponentName(Name = "block")]
    private readonly ModuleList<MoVqGanBlock> blocks;
    [ComponentName(Name = "attn")]
    private readonly ModuleList<MoVqGanAttention> attentions;
    private readonly MoVqGanUpsampling? upsample;
    private readonly DownsamplingConvolution? downsample;

    /// <summary>Allocates the level.</summary>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that come out.</param>
    /// <param name="count">Blocks.</param>
    /// <param name="attends">Whether it has attention.</param>
    /// <param name="norm">Makes a norm of so many channels.</param>
    /// <param name="upsample">What leads to the next level of a decoder, if there is one. Owned from here on.</param>
    /// <param name="downsample">What leads to the next level of an encoder, likewise.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    internal MoVqGanLevel(int inputs, int outputs, int count, bool attends, Func<int, StripNorm> norm,
        MoVqGanUpsampling? upsample, DownsamplingConvolution? downsample, ScalarType dtype, Device device)
        : base(nameof(MoVqGanLevel))
    {
        (this.upsample, this.downsample) = (upsample, downsample);
        blocks = new ModuleList<MoVqGanBlock>(Enumerable.Range(0, count)
            .Select(i => new MoVqGanBlock(i == 0 ? inputs : outputs, outputs, norm, dtype, device)).ToArray());
        attentions = new ModuleList<MoVqGanAttention>(Enumerable.Range(0, attends ? count : 0)
            .Select(_ => new MoVqGanAttention(outputs, norm, dtype, device)).ToArray());
    }

    /// <summary>All but what leads to the next level.</summary>
    internal IEnumerable<nn.Module> Body => blocks.Concat<nn.Module>(attentions);

    /// <summary>What leads to the next level of a decoder.</summary>
    internal UpsamplingConvolution? Upsample => upsample?.Convolution;

    /// <summary>What leads to the next level of an encoder.</summary>
    internal DownsamplingConvolution? Downsample => downsample;

    /// <summary>Runs the blocks, at the level's own resolution.</summary>
    /// <param name="input">The level's from here on.</param>
    /// <param name="codes">What spatial norms depend on.</param>
    public override StoredStrips forward(StripSource input, Tensor? codes)
    {
        StoredStrips? stored = null;
        for (var i = 0; i < blocks.Count; i++)
        {
            stored = blocks[i].call(stored ?? input, codes);
            if (attentions.Count > 0)
                stored = attentions[i].call(stored, codes);
        }
        return stored!;
    }
}
