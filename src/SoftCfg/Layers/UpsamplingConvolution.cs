using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>Every pixel four times (nearest-neighbour upsampling), and a convolution of 3 x 3 over the result.</summary>
public sealed class UpsamplingConvolution : nn.Module<Tensor, Tensor>, IKernelLayer, IReloadable
{
    // Layers of more channels are small pictures and many weights.
    private const long MostChannelsInCorners = 512;

    private readonly Parameter weight, bias;
    private PackedConvolution? packed;

    /// <summary>Allocates the layer; weights are zero until a checkpoint is loaded or they are initialised.</summary>
    /// <param name="channels">Input and output channels.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    public UpsamplingConvolution(long channels, ScalarType dtype, Device device) : base(nameof(UpsamplingConvolution))
    {
        HasCorners = channels <= MostChannelsInCorners;
        weight = new Parameter(zeros([channels, channels, 3, 3], dtype, device));
        bias = new Parameter(zeros([channels], dtype, device));
    }

    /// <summary>The type products are computed in, as <see cref="Projection.MultiplyIn"/>.</summary>
    public ScalarType? MultiplyIn { get; set; }

    /// <inheritdoc/>
    string IReloadable.WeightName => nameof(weight);

    /// <inheritdoc/>
    bool IReloadable.IsHere => packed is not null;

    /// <summary>Whether kernels compute the corners of every four equal pixels from the smaller picture.</summary>
    private bool HasCorners { get; }

    /// <summary>From now on pixels come out with their channels side by side, and with the same bits whatever the batch and the threads.</summary>
    void IKernelLayer.UseKernels()
    {
        using var noGradients = no_grad();
        weight.requires_grad = false;
        packed = HasCorners ? PackedConvolution.PackUpsampling(weight, bias) : PackedConvolution.Pack(weight, bias);
        weight.Empty();
    }

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
    /// <param name="input">[B, channels, height, width].</param>
    /// <returns>[B, channels, 2 height, 2 width].</returns>
    public override Tensor forward(Tensor input) => CallRows(input, isTop: true, isBottom: true);

    /// <summary>The layer on some rows of a picture. What calls it is not told.</summary>
    /// <param name="rows">[B, channels, n, width], with a row more above and below where the picture has them.</param>
    /// <param name="isTop">Whether the first row is the picture's.</param>
    /// <param name="isBottom">Whether the last row is the picture's.</param>
    /// <returns>[B, channels, 2 n, 2 width].</returns>
    internal Tensor CallRows(Tensor rows, bool isTop, bool isBottom)
    {
        var border = new PackedConvolution.Border(isTop ? 1 : 0, isBottom ? 1 : 0, 1, 1);
        if (packed is not null && HasCorners)
            return packed.Of(rows, border);
        using var scope = NewDisposeScope();
        // Of the two rows that one outside becomes, one is seen.
        var larger = nn.functional.interpolate(rows, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
        var seen = larger.narrow(2, 1 - border.Above, larger.shape[2] - 2 + border.Above + border.Below);
        if (packed is not null)
            return packed.Of(seen, border).MoveToOuterDisposeScope();
        var precision = MultiplyIn ?? weight.dtype;
        // Zeros above and below spoil the rows outside; these are cut off.
        return nn.functional.conv2d(seen.to(precision), weight.to(precision), bias.to(precision), padding: [1, 1]).to(rows.dtype)
            .narrow(2, 1 - border.Above, seen.shape[2] - 2 + border.Above + border.Below).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            packed?.Dispose();
        base.Dispose(disposing);
    }
}
