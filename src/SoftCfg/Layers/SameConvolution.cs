using SoftCfg.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>A stride-1 convolution with an odd square kernel whose output has the size of its input ("same" padding).</summary>
public sealed class SameConvolution : nn.Module<Tensor, Tensor>, IKernelLayer, IReloadable
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly long padding;
    private readonly long outputs;
    private PackedConvolution? packed;

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
        (padding, this.outputs) = (kernel / 2, outputs);
        weight = new Parameter(zeros([outputs, inputs, kernel, kernel], dtype, device));
        if (hasBias)
            bias = new Parameter(zeros([outputs], dtype, device));
    }

    /// <summary>The type products are computed in, as <see cref="Projection.MultiplyIn"/>.</summary>
    public ScalarType? MultiplyIn { get; set; }

    /// <summary>Output channels.</summary>
    internal long Outputs => outputs;

    /// <summary>Rows above and below a row that it sees.</summary>
    internal int Border => (int)padding;

    /// <summary>From now on pixels come out with their channels side by side, and with the same bits whatever the batch and the threads.</summary>
    void IKernelLayer.UseKernels()
    {
        using var noGradients = no_grad();
        weight.requires_grad = false;
        packed = PackedConvolution.Pack(weight, bias);
        weight.Empty();
    }

    /// <inheritdoc/>
    string IReloadable.WeightName => nameof(weight);

    /// <inheritdoc/>
    bool IReloadable.IsHere => packed is not null;

    /// <inheritdoc/>
    void IReloadable.Free()
    {
        packed?.Dispose();
        packed = null;
        weight.Empty();
    }

    /// <inheritdoc/>
    void IReloadable.Reload(Tensor read)
    {
        weight.set_(read);
        ((IKernelLayer)this).UseKernels();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (packed is not null)
            return packed.Of(input, PackedConvolution.Border.Of((int)padding));
        if (MultiplyIn is not { } precision || precision == weight.dtype)
            return nn.functional.conv2d(input, weight, bias, padding: [padding, padding]);
        using var scope = NewDisposeScope();
        return nn.functional.conv2d(input.to(precision), weight.to(precision), bias?.to(precision),
            padding: [padding, padding]).to(input.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>The layer, and another picture added to what comes out.</summary>
    internal Tensor CallPlus(Tensor input, Tensor other) => packed is not null
        ? packed.Of(input, PackedConvolution.Border.Of((int)padding), other)
        : call(input).PlusInPlace(other);

    /// <summary>The layer on some rows of a picture. What calls it is not told.</summary>
    /// <param name="rows">
    /// [B, inputs, rows, width]: with <see cref="Border"/> rows more, above and below, than come out, where the picture has them.
    /// </param>
    /// <param name="isTop">Whether the first row is the picture's.</param>
    /// <param name="isBottom">Whether the last row is the picture's.</param>
    /// <returns>[B, outputs, rows, width].</returns>
    internal Tensor CallRows(Tensor rows, bool isTop, bool isBottom)
    {
        if (padding == 0 || (isTop && isBottom))
            return forward(rows);
        var around = (int)padding;
        if (packed is not null)
            return packed.Of(rows, new(isTop ? around : 0, isBottom ? around : 0, around, around));
        using var scope = NewDisposeScope();
        // Zeros stand on one side of the picture's first and last rows; on the other side they spoil rows that are cut off.
        var vertical = isTop || isBottom ? padding : 0;
        var convolved = nn.functional.conv2d(rows, weight, bias,
            padding: [vertical, padding]);
        return convolved.narrow(2, isBottom ? vertical : 0, convolved.shape[2] - vertical).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            packed?.Dispose();
        base.Dispose(disposing);
    }
}
