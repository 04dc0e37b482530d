using SoftCfg.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MaskGitVq;

/// <summary>The residual blocks of one resolution, and in the decoder the convolution that follows its upsampling.</summary>
internal sealed class ResolutionLevel : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "block")]
    private readonly ModuleList<ResidualBlock> blocks;
    [ComponentName(Name = "upsample_conv")]
    private readonly UpsamplingConvolution? upsampleConvolution;

    internal ResolutionLevel(int inputs, int outputs, int count, bool upsamples, ScalarType dtype, Device device)
        : base(nameof(ResolutionLevel))
    {
        blocks = new ModuleList<ResidualBlock>(Enumerable.Range(0, count)
            .Select(i => new ResidualBlock(i == 0 ? inputs : outputs, outputs, dtype, device)).ToArray());
        if (upsamples)
            upsampleConvolution = new UpsamplingConvolution(outputs, dtype, device);
    }

    /// <summary>The upsampling, with a convolution behind it; <c>null</c> where the level does not upsample.</summary>
    internal UpsamplingConvolution? UpsampleConvolution => upsampleConvolution;

    /// <summary>Runs the residual blocks, at the level's own resolution.</summary>
    /// <param name="input">[B, channels, height, width].</param>
    /// <returns>[B, the level's channels, height, width].</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return blocks.Aggregate(input, (hidden, block) => block.call(hidden)).MoveToOuterDisposeScope();
    }
}
