using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>Every pixel four times, and a convolution of 3 x 3 over the result.</summary>
internal sealed class UpsamplingConvolution : nn.Module<Tensor, Tensor>, IKernelLayer, IReloadable
{
    // Of the four pixels that one becomes, each sees 2 x 2 pixels of the smaller picture, with sums of weights: 4 of 9
    // multiplications are left, but 16 weights are kept for 9. Layers of more channels are small pictures and many weights.
    private const long MostChannelsInCorners = 512;

    private readonly ConvolutionWeights conv;
    // One of the whole kernel, or four of its corners.
    private PackedConvolution[]? packed;

    /// <summary>Allocates the layer; weights are zero until a checkpoint is loaded.</summary>
    /// <param name="channels">Input and output channels.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    public UpsamplingConvolution(long channels, ScalarType dtype, Device device) : base(nameof(UpsamplingConvolution)) =>
        conv = new ConvolutionWeights(channels, dtype, device);

    /// <inheritdoc/>
    public void UseKernels()
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        conv.Weight.requires_grad = false;
        packed = conv.Weight.shape[0] > MostChannelsInCorners
            ? [PackedConvolution.Pack(conv.Weight, conv.Bias)]
            : Halves(conv.Weight, axis: 2).SelectMany(row => Halves(row, axis: 3)).Select(corner => PackedConvolution.Pack(corner, conv.Bias)).ToArray();
        conv.Weight.Empty();
    }

    /// <inheritdoc/>
    public string WeightName => ConvolutionWeights.WeightName;

    /// <inheritdoc/>
    public bool IsHere => packed is not null;

    /// <inheritdoc/>
    public void Free()
    {
        FreePacked();
        conv.Weight.Empty();
    }

    /// <inheritdoc/>
    public void Reload(Tensor read)
    {
        conv.Weight.set_(read);
        UseKernels();
    }

    /// <inheritdoc/>
    /// <param name="input">[B, channels, height, width].</param>
    /// <returns>[B, channels, 2 height, 2 width].</returns>
    public override Tensor forward(Tensor input) => CallRows(input, isTop: true, isBottom: true);

    /// <summary>The layer on some rows of a picture.</summary>
    /// <param name="rows">[B, channels, n, width], with a row more above and below where the picture has them.</param>
    /// <param name="isTop">Whether the first row is the picture's.</param>
    /// <param name="isBottom">Whether the last row is the picture's.</param>
    /// <returns>[B, channels, 2 n, 2 width].</returns>
    public Tensor CallRows(Tensor rows, bool isTop, bool isBottom)
    {
        using var scope = NewDisposeScope();
        var bordered = isTop || isBottom ? nn.functional.pad(rows, [0, 0, isTop ? 1 : 0, isBottom ? 1 : 0]) : rows;
        return (packed is { Length: > 1 } ? Corners(packed, bordered) : Plain(bordered)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            FreePacked();
        base.Dispose(disposing);
    }

    private void FreePacked()
    {
        foreach (var convolution in packed ?? [])
            convolution.Dispose();
        packed = null;
    }

    /// <summary>The weights that the first and the second of two equal pixels see of three along an axis.</summary>
    private static IEnumerable<Tensor> Halves(Tensor weights, long axis)
    {
        var (before, here, behind) = (weights.narrow(axis, 0, 1), weights.narrow(axis, 1, 1), weights.narrow(axis, 2, 1));
        yield return cat([before, here.Plus(behind)], axis);
        yield return cat([before.Plus(here), behind], axis);
    }

    /// <summary>Of the two rows that a border row becomes, one is seen.</summary>
    private Tensor Plain(Tensor bordered)
    {
        var larger = nn.functional.interpolate(bordered, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
        var seen = larger.narrow(2, 1, larger.shape[2] - 2);
        return packed is [var whole] ? whole.Of(seen, new(0, 0, 1, 1)) : nn.functional.conv2d(seen, conv.Weight, conv.Bias, padding: [0, 1]);
    }

    private static Tensor Corners(PackedConvolution[] corners, Tensor bordered)
    {
        var (images, channels, height, width) = (bordered.shape[0], bordered.shape[1], bordered.shape[2] - 2, bordered.shape[3]);
        var output = empty([images, height, 2, width, 2, channels], bordered.dtype, bordered.device);
        for (var corner = 0; corner < corners.Length; corner++)
        {
            using var scope = NewDisposeScope();
            var (below, right) = Math.DivRem(corner, 2);
            var seen = corners[corner].Of(bordered.narrow(2, below, height + 1), new(0, 0, 1 - right, right));  // [B, channels, height, width]
            output.select(4, right).select(2, below).copy_(seen.permute(0, 2, 3, 1));
        }
        return output.view(images, 2 * height, 2 * width, -1).permute(0, 3, 1, 2);
    }
}
