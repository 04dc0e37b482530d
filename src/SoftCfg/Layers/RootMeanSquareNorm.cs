using SoftCfg.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Divides by the root of the mean square, without subtracting a mean, and multiplies by a learned weight (RMSNorm, Zhang
/// and Sennrich 2019). Statistics are float32 whatever the storage; the weight is applied in the input's own type.
/// </summary>
internal sealed class RootMeanSquareNorm : Norm
{
    private readonly Parameter weight;

    /// <summary>Allocates the layer; its weight is one until a checkpoint is loaded.</summary>
    /// <param name="channels">Channels of the last axis.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="dtype">How the weight is stored.</param>
    /// <param name="device">Where it lives.</param>
    public RootMeanSquareNorm(long channels, double epsilon, ScalarType dtype, Device device)
        : base(nameof(RootMeanSquareNorm))
    {
        Epsilon = epsilon;
        weight = new Parameter(ones([channels], dtype, device));
    }

    /// <inheritdoc/>
    public override double Epsilon { get; }

    /// <inheritdoc/>
    public override bool IsCentered => false;

    /// <inheritdoc/>
    public override Tensor? Weight => weight;

    /// <inheritdoc/>
    public override Tensor? Bias => null;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var wide = input.to(ScalarType.Float32);
        var scale = wide.Squared().mean([-1], keepdim: true).PlusInPlace(Epsilon).rsqrt_();
        return (wide * scale).to(input.dtype).mul(weight).MoveToOuterDisposeScope();
    }
}
