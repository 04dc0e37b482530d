using SoftCfg.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MaskGitVq;

/// <summary>Pixels to latents (maskgit_vqgan.py, Encoder).</summary>
internal sealed class MaskGitVqEncoder : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv_in")]
    private readonly SameConvolution convIn;
    [ComponentName(Name = "conv_out")]
    private readonly SameConvolution convOut;
    [ComponentName(Name = "down")]
    private readonly ModuleList<ResolutionLevel> levels;
    [ComponentName(Name = "mid")]
    private readonly ModuleList<ResidualBlock> middle;
    [ComponentName(Name = "norm_out")]
    private readonly GroupNormSilu normOut;

    internal MaskGitVqEncoder(MaskGitVqConfig config, ScalarType dtype, Device device) : base(nameof(MaskGitVqEncoder))
    {
        var count = config.ChannelMultipliers.Count;
        var deepest = config.Channels(count - 1);
        convIn = new SameConvolution(config.ImageChannels, config.HiddenChannels, kernel: 3, hasBias: false, dtype, device);
        levels = new ModuleList<ResolutionLevel>(Enumerable.Range(0, count).Select(level => new ResolutionLevel(
            level == 0 ? config.HiddenChannels : config.Channels(level - 1), config.Channels(level),
            config.ResidualBlocks, upsamples: false, dtype, device)).ToArray());
        middle = MaskGitVqTokenizer.Middle(config, dtype, device);
        normOut = MaskGitVqTokenizer.Norm(deepest, dtype, device);
        convOut = new SameConvolution(deepest, config.CodeChannels, kernel: 1, hasBias: true, dtype, device);
    }

    /// <summary>Encodes pixels.</summary>
    /// <param name="pixels">[B, image channels, resolution, resolution] in [0, 1].</param>
    /// <returns>[B, code channels, grid, grid].</returns>
    public override Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var hidden = convIn.call(pixels);
        for (var level = 0; level < levels.Count; level++)
        {
            hidden = levels[level].call(hidden);
            if (level < levels.Count - 1)
                hidden = nn.functional.avg_pool2d(hidden, kernel_size: 2, stride: 2);
        }
        hidden = middle.Aggregate(hidden, (h, block) => block.call(h));
        return convOut.call(normOut.call(hidden)).MoveToOuterDisposeScope();
    }
}
