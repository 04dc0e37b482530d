using SoftCfg.Layers.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Layers.Strips;

/// <summary>A group norm (Wu and He 2018) of pictures in strips.</summary>
internal sealed unsafe class StripGroupNorm : StripNorm, IKernelLayer
{
    private readonly int groups;
    private readonly double epsilon;
    private readonly Parameter weight, bias;
    private bool usesKernels;

    /// <summary>Allocates the layer; its weight is one and its bias zero until a checkpoint is loaded.</summary>
    /// <param name="groups">Groups that channels are normalised in.</param>
    /// <param name="channels">Channels, a multiple of <paramref name="groups"/>.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="dtype">How weight and bias are stored.</param>
    /// <param name="device">Where they live.</param>
    public StripGroupNorm(int groups, long channels, double epsilon, ScalarType dtype, Device device) : base(nameof(StripGroupNorm))
    {
        (this.groups, this.epsilon) = (groups, epsilon);
        weight = new Parameter(ones([channels], dtype, device));
        bias = new Parameter(zeros([channels], dtype, device));
    }

    /// <summary>Whether it computes by kernels; otherwise pictures come whole.</summary>
    public bool UsesKernels => usesKernels;

    /// <inheritdoc/>
    void IKernelLayer.UseKernels() => usesKernels = true;

    /// <inheritdoc/>
    public override StripSource Normalise(StripSource source, Tensor? condition, bool silu)
    {
        if (!usesKernels)
            return new NormedStrips(source, (pixels, _) => Whole(pixels, silu));
        var factors = Measure(source);
        return new NormedStrips(source, (rows, _) => factors.Apply(rows, silu));
    }

    /// <summary>Norms a whole picture, by libtorch.</summary>
    /// <param name="pixels">[B, channels, height, width].</param>
    /// <param name="silu">Whether a SiLU follows.</param>
    public Tensor Whole(Tensor pixels, bool silu)
    {
        var normed = nn.functional.group_norm(pixels, groups, weight, bias, epsilon);
        return silu ? nn.functional.silu(normed) : normed;
    }

    /// <summary>Reads a picture once, for what the norm does with each of its channels.</summary>
    public NormFactors Measure(StripSource source)
    {
        var (channels, width, height) = ((int)source.Channels, source.Width, source.Height);
        var norm = new GroupNormKernel(groups, channels, width, epsilon, TensorMemory.Floats(weight), TensorMemory.Floats(bias));
        using var moments = new NativeBuffer((long)height * norm.MomentCount * sizeof(double));
        var start = (double*)moments.Start;
        foreach (var (first, end) in source.Strips())
        {
            using var scope = NewDisposeScope();
            var pixels = source.Read(first, end).permute(0, 2, 3, 1).contiguous();
            var from = TensorMemory.Floats(pixels);
            StepThreads.Shared.Run(KernelThreads.For(4 * pixels.NumberOfElements), thread =>
            {
                var (row, last) = thread.Share(end - first);
                for (; row < last; row++)
                    norm.Measure(from + (long)row * width * channels, start + (first + row) * norm.MomentCount);
            });
        }
        var factors = new NormFactors(channels);
        norm.Factors(start, height, factors.Scale, factors.Shift);
        return factors;
    }
}
