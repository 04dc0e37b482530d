using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>A convolution of 3 x 3 at every other pixel, with zeros below the last row and right of the last column only.</summary>
internal sealed class DownsamplingConvolution : nn.Module<Tensor, Tensor>, IKernelLayer, IReloadable
{
    private readonly ConvolutionWeights conv;
    private PackedConvolution? packed;

    /// <summary>Allocates the layer; weights are zero until a checkpoint is loaded.</summary>
    /// <param name="channels">Input and output channels.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    public DownsamplingConvolution(long channels, ScalarType dtype, Device device) : base(nameof(DownsamplingConvolution)) =>
        conv = new ConvolutionWeights(channels, dtype, device);

    /// <inheritdoc/>
    public void UseKernels()
    {
        using var noGradients = no_grad();
        conv.Weight.requires_grad = false;
        packed = PackedConvolution.Pack(conv.Weight, conv.Bias, stride: 2);
        conv.Weight.Empty();
    }

    /// <inheritdoc/>
    public string WeightName => ConvolutionWeights.WeightName;

    /// <inheritdoc/>
    public bool IsHere => packed is not null;

    /// <inheritdoc/>
    public void Free()
    {
        packed?.Dispose();
        packed = null;
        conv.Weight.Empty();
    }

    /// <inheritdoc/>
    public void Reload(Tensor read)
    {
        conv.Weight.set_(read);
        UseKernels();
    }

    /// <inheritdoc/>
    /// <param name="input">[B, channels, height, width], both even.</param>
    /// <returns>[B, channels, height / 2, width / 2].</returns>
    public override Tensor forward(Tensor input) => CallRows(input, isBottom: true);

    /// <summary>The layer on some rows of a picture.</summary>
    /// <param name="rows">[B, channels, 2 n + 1, width]; at the bottom of the picture 2 n rows.</param>
    /// <param name="isBottom">Whether the last row is the picture's.</param>
    /// <returns>[B, channels, n, width / 2].</returns>
    public Tensor CallRows(Tensor rows, bool isBottom)
    {
        var below = isBottom ? 1 : 0;
        if (packed is not null)
            return packed.Of(rows, new(0, below, 0, 1));
        using var scope = NewDisposeScope();
        return nn.functional.conv2d(nn.functional.pad(rows, [0, 1, 0, below]), conv.Weight, conv.Bias, strides: [2, 2])
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            packed?.Dispose();
        base.Dispose(disposing);
    }
}
