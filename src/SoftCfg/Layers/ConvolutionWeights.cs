using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>The weights of a convolution that another layer computes.</summary>
internal sealed class ConvolutionWeights : nn.Module
{
    /// <summary>The name of <see cref="Weight"/> below a layer that calls this one <c>conv</c>.</summary>
    public const string WeightName = "conv.weight";

    private readonly Parameter weight, bias;

    /// <summary>Allocates weights of zero, with a kernel of 3 x 3.</summary>
    /// <param name="channels">Input and output channels.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    public ConvolutionWeights(long channels, ScalarType dtype, Device device) : base(nameof(ConvolutionWeights))
    {
        weight = new Parameter(zeros([channels, channels, 3, 3], dtype, device));
        bias = new Parameter(zeros([channels], dtype, device));
    }

    /// <summary>[outputs, inputs, 3, 3].</summary>
    public Parameter Weight => weight;

    /// <summary>[outputs].</summary>
    public Parameter Bias => bias;
}
