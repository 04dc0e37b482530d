using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// A linear layer, <c>x Wᵀ + b</c>. Every weight product of every model goes through this type: it alone knows how
/// weights are stored and multiplied.
/// </summary>
public sealed class Projection : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;

    /// <summary>Allocates the layer; weights are zero until a checkpoint is loaded or they are initialised.</summary>
    /// <param name="inputs">Input features.</param>
    /// <param name="outputs">Output features.</param>
    /// <param name="hasBias">Whether there is a bias.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    public Projection(long inputs, long outputs, bool hasBias, ScalarType dtype, Device device)
        : base(nameof(Projection))
    {
        weight = new Parameter(zeros([outputs, inputs], dtype, device));
        if (hasBias)
            bias = new Parameter(zeros([outputs], dtype, device));
    }

    /// <summary>
    /// The type products are computed in; <c>null</c> (default) means the storage type. With bfloat16 over float32
    /// storage, inputs and weights are rounded for the product and results widened again (mixed-precision training).
    /// </summary>
    public ScalarType? MultiplyIn { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (MultiplyIn is not { } precision || precision == weight.dtype)
            return nn.functional.linear(input, weight, bias);
        using var scope = NewDisposeScope();
        return nn.functional.linear(input.to(precision), weight.to(precision), bias?.to(precision))
            .to(input.dtype).MoveToOuterDisposeScope();
    }
}
