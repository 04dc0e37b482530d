using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>A stride-1 convolution with an odd square kernel whose output has the size of its input ("same" padding).</summary>
public sealed class SameConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly long padding;

    /// <summary>Allocates the layer; weights are zero until a checkpoint is loaded or they are initialised.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Side of the kernel, odd.</param>
    /// <param name="hasBias">Whether there is a bias.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    public SameConvolution(long inputs, long outputs, long kernel, bool hasBias, ScalarType dtype, Device device)
        : base(nameof(SameConvolution))
    {
        padding = kernel / 2;
        weight = new Parameter(zeros([outputs, inputs, kernel, kernel], dtype, device));
        if (hasBias)
            bias = new Parameter(zeros([outputs], dtype, device));
    }

    /// <summary>The type products are computed in, as <see cref="Projection.MultiplyIn"/>.</summary>
    public ScalarType? MultiplyIn { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (MultiplyIn is not { } precision || precision == weight.dtype)
            return nn.functional.conv2d(input, weight, bias, padding: [padding, padding]);
        using var scope = NewDisposeScope();
        return nn.functional.conv2d(input.to(precision), weight.to(precision), bias?.to(precision),
            padding: [padding, padding]).to(input.dtype).MoveToOuterDisposeScope();
    }
}
