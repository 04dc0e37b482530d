using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>A convolution of 3 x 3 at every other pixel, with zeros below the last row and right of the last column only.</summary>
internal sealed class DownsamplingConvolution : nn.Module<Tensor, Tensor>, IKernelLayer, IReloadable
{
    private readonly ConvolutionWeights conv;
    private bool keepsChannelsTogether;

    /// <summary>Allocates the layer; weights are zero until a checkpoint is loaded.</summary>
    /// <param name="channels">Input and output channels.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    public DownsamplingConvolution(long channels, ScalarType dtype, Device device) : base(nameof(DownsamplingConvolution)) =>
        conv = new ConvolutionWeights(channels, dtype, device);

    /// <inheritdoc/>
    public void UseKernels()
    {
        keepsChannelsTogether = true;
        using var noGradients = no_grad();
        conv.Weight.requires_grad = false;
        using var together = conv.Weight.ChannelsTogether();
        conv.Weight.set_(together);
    }

    /// <inheritdoc/>
    public string WeightName => ConvolutionWeights.WeightName;

    /// <inheritdoc/>
    public void Free() => conv.Weight.Empty();

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
        using var scope = NewDisposeScope();
        var padded = nn.functional.pad(rows, [0, 1, 0, isBottom ? 1 : 0]);
        return nn.functional.conv2d(keepsChannelsTogether ? padded.ChannelsTogether() : padded, conv.Weight, conv.Bias, strides: [2, 2])
            .MoveToOuterDisposeScope();
    }
}
