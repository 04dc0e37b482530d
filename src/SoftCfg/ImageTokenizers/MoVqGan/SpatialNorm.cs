using SoftCfg.Layers;
using SoftCfg.Layers.Strips;
using SoftCfg.Native;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MoVqGan;

/// <summary>
/// A group norm that the codes modulate place by place (arXiv 2209.09002; movq_modules.py, SpatialNorm):
/// <c>norm(x) · conv_y(z) + conv_b(z)</c>, z being the looked-up codes, brought to the size of x by nearest neighbour.
/// </summary>
internal sealed class SpatialNorm : StripNorm
{
    [ComponentName(Name = "norm_layer")]
    private readonly StripGroupNorm norm;
    [ComponentName(Name = "conv_y")]
    private readonly SameConvolution toFactor;
    [ComponentName(Name = "conv_b")]
    private readonly SameConvolution toSummand;

    internal SpatialNorm(long channels, long codeChannels, ScalarType dtype, Device device) : base(nameof(SpatialNorm))
    {
        norm = new StripGroupNorm(MoVqGanTokenizer.NormGroups, channels, MoVqGanTokenizer.NormEpsilon, dtype, device);
        toFactor = new SameConvolution(codeChannels, channels, kernel: 1, hasBias: true, dtype, device);
        toSummand = new SameConvolution(codeChannels, channels, kernel: 1, hasBias: true, dtype, device);
    }

    /// <inheritdoc/>
    /// <remarks>A convolution of single pixels may as well come before pixels are repeated: both run at the size of the codes.</remarks>
    public override StripSource Normalise(StripSource source, Tensor? condition, bool silu)
    {
        var codes = condition!;
        if (!norm.UsesKernels)
            return new NormedStrips(source, (pixels, _) => Whole(pixels, codes, silu));
        var factors = norm.Measure(source);
        return new NormedStrips(source, (rows, first) =>
        {
            using var scope = NewDisposeScope();
            int Nearest(long row) => (int)(row * codes.shape[2] / source.Height);
            var (top, bottom) = (Nearest(first), Nearest(first + rows.shape[2] - 1) + 1);
            var seen = codes.narrow(2, top, bottom - top);
            return factors.Apply(rows, silu, toFactor.call(seen), toSummand.call(seen), row => Nearest(first + row) - top)
                .MoveToOuterDisposeScope();
        });
    }

    private Tensor Whole(Tensor pixels, Tensor codes, bool silu)
    {
        using var scope = NewDisposeScope();
        long[] size = [pixels.shape[2], pixels.shape[3]];
        Tensor Enlarged(Tensor small) => nn.functional.interpolate(small, size, mode: InterpolationMode.Nearest);
        var modulated = (norm.Whole(pixels, silu: false) * Enlarged(toFactor.call(codes))).Plus(Enlarged(toSummand.call(codes)));
        return (silu ? nn.functional.silu(modulated) : modulated).MoveToOuterDisposeScope();
    }
}
