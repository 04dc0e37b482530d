using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>Subtracts the mean and divides by the standard deviation (LayerNorm, Ba et al. 2016).</summary>
internal sealed class LayerNormalization : Norm
{
    private readonly long channels;
    private readonly Parameter? weight, bias;

    /// <summary>Allocates the layer; its weight is one and its bias zero until a checkpoint is loaded.</summary>
    /// <param name="channels">Channels of the last axis.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="dtype">How weight and bias are stored.</param>
    /// <param name="device">Where they live.</param>
    /// <param name="isAffine">Whether there are a weight and a bias.</param>
    public LayerNormalization(long channels, double epsilon, ScalarType dtype, Device device, bool isAffine = true)
        : base(nameof(LayerNormalization))
    {
        (this.channels, Epsilon) = (channels, epsilon);
        if (isAffine)
        {
            weight = new Parameter(ones([channels], dtype, device));
            bias = new Parameter(zeros([channels], dtype, device));
        }
    }

    /// <inheritdoc/>
    public override double Epsilon { get; }

    /// <inheritdoc/>
    public override bool IsCentered => true;

    /// <inheritdoc/>
    public override Tensor? Weight => weight;

    /// <inheritdoc/>
    public override Tensor? Bias => bias;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.layer_norm(input, [channels], weight, bias, Epsilon);
}
