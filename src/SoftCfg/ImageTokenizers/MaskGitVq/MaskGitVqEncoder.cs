using SoftCfg.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MaskGitVq;

/// <summary>Pixels to latents (maskgit_vqgan.py, Encoder).</summary>
internal sealed class MaskGitVqEncoder : nn.Module<Tensor, Tensor>
{
    private readonly SameConvolution convIn, convOut;
    private readonly ModuleList<ResolutionLevel> levels;
    private readonly ModuleList<ResidualBlock> middle;
    private readonly nn.Module<Tensor, Tensor> normOut;

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
        register_module("conv_in", convIn);
        register_module("down", levels);
        register_module("mid", middle);
        register_module("norm_out", normOut);
        register_module("conv_out", convOut);
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
        return convOut.call(nn.functional.silu(normOut.call(hidden))).MoveToOuterDisposeScope();
    }
}
