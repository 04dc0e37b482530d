using SoftCfg.Layers.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// A linear layer, <c>x Wᵀ + b</c>. Every weight product of every model goes through this type: it alone knows how
/// weights are stored and multiplied.
/// </summary>
public sealed class Projection : nn.Module<Tensor, Tensor>
{
    // 64 MB of float32: what is converted at a time.
    private const int PartElements = 1 << 24;

    private readonly int inputs, outputs;
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private PackedWeights? packed;

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
        (this.inputs, this.outputs) = (checked((int)inputs), checked((int)outputs));
    }

    /// <summary>
    /// The type products are computed in; <c>null</c> (default) means the storage type. With bfloat16 over float32
    /// storage, inputs and weights are rounded for the product and results widened again (mixed-precision training).
    /// </summary>
    public ScalarType? MultiplyIn { get; set; }

    /// <summary>How weights are packed; null (default) while libtorch multiplies.</summary>
    public WeightFormat? Format => packed?.Format;

    /// <summary>The packed weights; null while libtorch multiplies.</summary>
    internal PackedWeights? Packed => packed;

    /// <summary>
    /// Whether its results decide tokens: four bits are too few for that, and such a layer is a small part of all weights, so it is
    /// packed as <see cref="WeightFormat.Int8"/> then.
    /// </summary>
    internal bool DecidesTokens { get; set; }

    /// <summary>
    /// Packs the weights for products on the CPU by kernels of our own, and frees the tensor that held them. There is no way back:
    /// afterwards the layer has no gradients, and its weights cannot be read or saved.
    /// </summary>
    /// <param name="format">How to store them.</param>
    /// <exception cref="InvalidOperationException">They are packed already, or not float32 on the CPU.</exception>
    public void Pack(WeightFormat format)
    {
        EnsurePackable();
        Pack(weight, bias, format);
        using var noGradients = no_grad();
        weight.requires_grad = false;
        weight.Empty();
    }

    /// <summary>Packs weights that are not in the layer, such as those of a file, a part at a time; its own are only an outline.</summary>
    /// <param name="stored">[outputs, inputs] of whatever type.</param>
    /// <param name="storedBias">[outputs]; null where the layer has none.</param>
    /// <param name="format">How to store them.</param>
    internal unsafe void Pack(Tensor stored, Tensor? storedBias, WeightFormat format)
    {
        using var noGradients = no_grad();
        using var all = NewDisposeScope();
        var wideBias = storedBias?.to(ScalarType.Float32).contiguous();
        var biases = wideBias is null ? null : TensorMemory.Floats(wideBias);
        format = format == WeightFormat.Int4 && DecidesTokens ? WeightFormat.Int8 : format;
        var next = PackedWeights.Allocate(inputs, outputs, format, bias is not null);
        var most = Math.Max(1, PartElements / inputs / PackedWeights.BlockOutputs) * PackedWeights.BlockOutputs;
        for (var first = 0; first < outputs; first += most)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(most, outputs - first);
            var part = stored.narrow(0, first, count).to(ScalarType.Float32).contiguous();
            next.Fill(TensorMemory.Floats(part), biases is null ? null : biases + first, first, count, KernelThreads.Count);
        }
        packed = next;
    }

    /// <summary>Refuses what cannot be packed.</summary>
    /// <exception cref="InvalidOperationException">Weights are packed already, or not float32 on the CPU.</exception>
    internal void EnsurePackable()
    {
        if (packed is not null)
            throw new InvalidOperationException($"The weights have been packed as {packed.Format} already.");
        if (weight.dtype != ScalarType.Float32 || weight.device.type != TorchSharp.DeviceType.CPU)
        {
            throw new InvalidOperationException(
                $"Weights are packed from float32 on the CPU; these are {weight.dtype} on {weight.device}.");
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (packed is not null)
            return PackedProduct.Of(packed, input);
        if (MultiplyIn is not { } precision || precision == weight.dtype)
            return nn.functional.linear(input, weight, bias);
        using var scope = NewDisposeScope();
        return nn.functional.linear(input.to(precision), weight.to(precision), bias?.to(precision))
            .to(input.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>The layer with an exact GELU behind it.</summary>
    internal Tensor CallWithGelu(Tensor input)
    {
        if (packed is not null)
            return PackedProduct.Of(packed, input, gelu: true);
        using var product = call(input);
        return nn.functional.gelu(product);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            packed?.Dispose();
        base.Dispose(disposing);
    }
}
