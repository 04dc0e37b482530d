using SoftCfg.Layers.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// A norm over groups of channels and all pixels (GroupNorm, Wu and He 2018) with a SiLU behind it, as convolutional networks have
/// them in front of each convolution.
/// </summary>
internal sealed unsafe class GroupNormSilu : nn.Module<Tensor, Tensor>, IKernelLayer
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
    public GroupNormSilu(int groups, long channels, double epsilon, ScalarType dtype, Device device) : base(nameof(GroupNormSilu))
    {
        (this.groups, this.epsilon) = (groups, epsilon);
        weight = new Parameter(ones([channels], dtype, device));
        bias = new Parameter(zeros([channels], dtype, device));
    }

    /// <inheritdoc/>
    public void UseKernels() => usesKernels = true;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        if (!usesKernels)
            return nn.functional.silu(nn.functional.group_norm(input, groups, weight, bias, epsilon)).MoveToOuterDisposeScope();
        var pixels = Pixels(input);
        var output = empty(pixels.shape, ScalarType.Float32, device: pixels.device);
        TensorMemory.AskForLargePages(output);
        Normalise(pixels, output);
        return output.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>The same, in the memory of the input where that is possible: nobody may need it any more.</summary>
    public Tensor Replace(Tensor input)
    {
        if (!usesKernels)
            return call(input);
        using var scope = NewDisposeScope();
        var pixels = Pixels(input);
        Normalise(pixels, pixels);
        return pixels.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Channels side by side, [B, height, width, channels]; a view where they lie so.</summary>
    private static Tensor Pixels(Tensor images) => images.permute(0, 2, 3, 1).contiguous();

    private void Normalise(Tensor pixels, Tensor output)
    {
        var (images, height, width, channels) = ((int)pixels.shape[0], (int)pixels.shape[1], (int)pixels.shape[2], (int)pixels.shape[3]);
        float* from = TensorMemory.Floats(pixels), to = TensorMemory.Floats(output);
        var norm = new GroupNormKernel(groups, channels, width, epsilon, TensorMemory.Floats(weight), TensorMemory.Floats(bias));
        using var moments = new NativeBuffer((long)images * height * norm.MomentCount * sizeof(double));
        StepThreads.Shared.Run(KernelThreads.For(16 * pixels.NumberOfElements), thread =>
        {
            var (first, end) = thread.Share(height);
            for (var image = 0; image < images; image++)
            {
                var offset = (long)image * height * width * channels;
                var rowMoments = (double*)moments.Start + (long)image * height * norm.MomentCount;
                for (var y = first; y < end; y++)
                    norm.Measure(from + offset + (long)y * width * channels, rowMoments + y * norm.MomentCount);
                thread.Meet();
                norm.Apply(from + offset, to + offset, rowMoments, height, first, end);
            }
        });
    }
}
