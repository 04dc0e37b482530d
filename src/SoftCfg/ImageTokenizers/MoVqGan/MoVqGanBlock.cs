using SoftCfg.Layers;
using SoftCfg.Layers.Strips;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MoVqGan;

/// <summary>Norm, SiLU and a 3x3 convolution, twice, added to the input (movq_modules.py and vqvae_blocks.py, ResnetBlock).</summary>
internal sealed class MoVqGanBlock : nn.Module<StripSource, Tensor?, StoredStrips>
{
    private readonly StripNorm norm1, norm2;
    private readonly SameConvolution conv1, conv2;
    [ComponentName(Name = "nin_shortcut")]
    private readonly SameConvolution? shortcut;

    /// <summary>Allocates the block.</summary>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that come out.</param>
    /// <param name="norm">Makes a norm of so many channels.</param>
    /// <param name="dtype">How weights are stored.</param>
    /// <param name="device">Where weights live.</param>
    internal MoVqGanBlock(int inputs, int outputs, Func<int, StripNorm> norm, ScalarType dtype, Device device)
        : base(nameof(MoVqGanBlock))
    {
        norm1 = norm(inputs);
        conv1 = new SameConvolution(inputs, outputs, kernel: 3, hasBias: true, dtype, device);
        norm2 = norm(outputs);
        conv2 = new SameConvolution(outputs, outputs, kernel: 3, hasBias: true, dtype, device);
        if (inputs != outputs)
            shortcut = new SameConvolution(inputs, outputs, kernel: 1, hasBias: true, dtype, device);
    }

    /// <summary>
    /// Runs the block. What comes between its two convolutions is never there as a whole, unless it is small: it is computed once for the
    /// moments of the second norm and once more, strip by strip, on the way to the output.
    /// </summary>
    /// <param name="input">The block's from here on.</param>
    /// <param name="codes">What spatial norms depend on.</param>
    public override StoredStrips forward(StripSource input, Tensor? codes)
    {
        var stored = Stored(input);
        var whole = stored ?? (StripSource)new SlidingStrips(input);
        using var hidden = new SlidingStrips(new ConvolvedStrips(norm1.Normalise(whole, codes, silu: true), conv1));
        var residual = new ConvolvedStrips(norm2.Normalise(hidden, codes, silu: true), conv2);
        var sum = new SummedStrips(residual, whole, shortcut);
        if (shortcut is null)
            return stored!.Overwrite(sum);
        var output = StoredStrips.Of(sum);
        whole.Dispose();
        return output;
    }

    /// <summary>The input, as it is there or is worth storing: where channels stay, the output takes its place. Null where it is neither.</summary>
    private StoredStrips? Stored(StripSource input)
    {
        if (input is StoredStrips stored)
            return stored;
        if (shortcut is not null && input.Bytes > input.Plan.StoredBytes)
            return null;
        using (input)
            return StoredStrips.Of(input);
    }
}
