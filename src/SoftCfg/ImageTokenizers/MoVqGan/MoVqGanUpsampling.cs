using SoftCfg.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MoVqGan;

/// <summary>What leads to the next level of a decoder (movq_modules.py, Upsample), under the name that its weights have there.</summary>
internal sealed class MoVqGanUpsampling : nn.Module
{
    [ComponentName(Name = "conv")]
    private readonly UpsamplingConvolution convolution;

    internal MoVqGanUpsampling(long channels, ScalarType dtype, Device device) : base(nameof(MoVqGanUpsampling)) =>
        convolution = new UpsamplingConvolution(channels, dtype, device);

    /// <summary>The layer.</summary>
    internal UpsamplingConvolution Convolution => convolution;
}
