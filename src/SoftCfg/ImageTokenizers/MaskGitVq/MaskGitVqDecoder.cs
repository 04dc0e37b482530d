using SoftCfg.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MaskGitVq;

/// <summary>Latents to pixels (maskgit_vqgan.py, Decoder).</summary>
internal sealed class MaskGitVqDecoder : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv_in")]
    private readonly SameConvolution convIn;
    [ComponentName(Name = "conv_out")]
    private readonly SameConvolution convOut;
    [ComponentName(Name = "up")]
    private readonly ModuleList<ResolutionLevel> levels;
    [ComponentName(Name = "mid")]
    private readonly ModuleList<ResidualBlock> middle;
    [ComponentName(Name = "norm_out")]
    private readonly GroupNormSilu normOut;

    internal MaskGitVqDecoder(MaskGitVqConfig config, ScalarType dtype, Device device) : base(nameof(MaskGitVqDecoder))
    {
        var deepest = config.ChannelMultipliers.Count - 1;
        convIn = new SameConvolution(config.CodeChannels, config.Channels(deepest), kernel: 3, hasBias: true, dtype, device);
        middle = MaskGitVqTokenizer.Middle(config, dtype, device);
        levels = new ModuleList<ResolutionLevel>(Enumerable.Range(0, deepest + 1).Select(level => new ResolutionLevel(
            config.Channels(Math.Min(level + 1, deepest)), config.Channels(level),
            config.ResidualBlocks, upsamples: level > 0, dtype, device)).ToArray());
        normOut = MaskGitVqTokenizer.Norm(config.Channels(0), dtype, device);
        convOut = new SameConvolution(config.Channels(0), config.ImageChannels, kernel: 3, hasBias: true, dtype, device);
    }

    /// <summary>Decodes latents; level 0, the finest, comes last.</summary>
    /// <param name="latents">[B, code channels, grid, grid].</param>
    /// <returns>[B, image channels, resolution, resolution], not clamped.</returns>
    public override Tensor forward(Tensor latents)
    {
        using var scope = NewDisposeScope();
        var hidden = middle.Aggregate(convIn.call(latents), (h, block) => block.call(h));
        foreach (var level in levels.Reverse())
        {
            hidden = level.call(hidden);
            if (level.UpsampleConvolution is { } convolution)
                hidden = convolution.call(hidden);
        }
        return convOut.call(normOut.call(hidden)).MoveToOuterDisposeScope();
    }
}
