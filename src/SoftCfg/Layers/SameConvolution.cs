using SoftCfg.Layers.Kernels;
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
    private bool keepsChannelsTogether;
    private PackedWeights? packed;

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

    /// <summary>
    /// From now on pixels come out with their channels side by side, as libtorch convolves them fastest on CPUs. Images are convolved
    /// one by one, so that the batch does not show in the rounding; with a kernel of one pixel, by our own products, which libtorch
    /// rounds otherwise with every number of threads.
    /// </summary>
    unsafe void IKernelLayer.UseKernels()
    {
        keepsChannelsTogether = true;
        using var noGradients = no_grad();
        weight.requires_grad = false;
        if (padding == 0)
        {
            packed = PackedWeights.Pack(TensorMemory.Floats(weight), bias is null ? null : TensorMemory.Floats(bias),
                (int)weight.shape[1], (int)weight.shape[0], WeightFormat.Float32, KernelThreads.Count);
            weight.Empty();
            return;
        }
        using var together = weight.ChannelsTogether();
        weight.set_(together);
    }

    /// <inheritdoc/>
    string IReloadable.WeightName => nameof(weight);

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
        if (keepsChannelsTogether)
            return packed is null ? ImageByImage(input) : PixelByPixel(packed, input);
        if (MultiplyIn is not { } precision || precision == weight.dtype)
            return nn.functional.conv2d(input, weight, bias, padding: [padding, padding]);
        using var scope = NewDisposeScope();
        return nn.functional.conv2d(input.to(precision), weight.to(precision), bias?.to(precision),
            padding: [padding, padding]).to(input.dtype).MoveToOuterDisposeScope();
    }

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
        using var scope = NewDisposeScope();
        // Zeros stand on one side of the picture's first and last rows; on the other side they spoil rows that are cut off.
        var vertical = isTop || isBottom ? padding : 0;
        var convolved = nn.functional.conv2d(keepsChannelsTogether ? rows.ChannelsTogether() : rows, weight, bias,
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

    private static Tensor PixelByPixel(PackedWeights weights, Tensor input)
    {
        using var scope = NewDisposeScope();
        return PackedProduct.Of(weights, input.permute(0, 2, 3, 1)).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    private Tensor ImageByImage(Tensor input)
    {
        using var scope = NewDisposeScope();
        var convolved = input.ChannelsTogether().split(1)
            .Select(image => nn.functional.conv2d(image, weight, bias, padding: [padding, padding])).ToList();
        return (convolved.Count == 1 ? convolved[0] : cat(convolved, 0)).MoveToOuterDisposeScope();
    }
}
