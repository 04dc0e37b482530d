using SoftCfg.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MaskGitVq;

/// <summary>Norm, SiLU and a 3x3 convolution, twice, added to a shortcut (maskgit_vqgan.py, ResBlock).</summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly GroupNormSilu norm1, norm2;
    private readonly SameConvolution conv1, conv2;
    [ComponentName(Name = "nin_shortcut")]
    private readonly SameConvolution? shortcut;

    internal ResidualBlock(int inputs, int outputs, ScalarType dtype, Device device) : base(nameof(ResidualBlock))
    {
        norm1 = MaskGitVqTokenizer.Norm(inputs, dtype, device);
        conv1 = new SameConvolution(inputs, outputs, kernel: 3, hasBias: false, dtype, device);
        norm2 = MaskGitVqTokenizer.Norm(outputs, dtype, device);
        conv2 = new SameConvolution(outputs, outputs, kernel: 3, hasBias: false, dtype, device);
        if (inputs != outputs)
            shortcut = new SameConvolution(outputs, outputs, kernel: 1, hasBias: false, dtype, device);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = conv1.call(norm1.call(input));
        hidden = norm2.Replace(hidden);
        if (shortcut is null)
            return conv2.CallPlus(hidden, input).MoveToOuterDisposeScope();
        // As released: where the channel count changes, the shortcut transforms the block's output, not its input.
        hidden = conv2.call(hidden);
        return shortcut.CallPlus(hidden, hidden).MoveToOuterDisposeScope();
    }
}
