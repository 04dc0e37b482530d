using SoftCfg.Layers.Kernels;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// What happens to every element alike, by kernels of our own: those of libtorch round the last elements of a thread's share
/// otherwise than the others.
/// </summary>
internal static unsafe class TensorRowOperations
{
    /// <summary><c>stream + gamma · branch</c>.</summary>
    /// <param name="stream">float32 [..., channels].</param>
    /// <param name="gamma">float32 [channels].</param>
    /// <param name="branch">Of the stream's shape; overwritten by the result.</param>
    /// <returns><paramref name="branch"/>.</returns>
    public static Tensor AddScaled(Tensor stream, Tensor gamma, Tensor branch)
    {
        var channels = (int)gamma.NumberOfElements;
        var rows = (int)(stream.NumberOfElements / channels);
        using var contiguous = stream.contiguous();
        float* from = TensorMemory.Floats(contiguous), factors = TensorMemory.Floats(gamma), to = TensorMemory.Floats(branch);
        StepThreads.Shared.Run(KernelThreads.For(stream.NumberOfElements), thread =>
        {
            var (first, end) = thread.Share(rows);
            for (var row = first; row < end; row++)
                RowKernels.ScaleAdd(from + (long)row * channels, factors, to + (long)row * channels, channels);
        });
        return branch;
    }

    /// <summary>Every element's sigmoid.</summary>
    /// <param name="pixels">float32 [B, ...], contiguous; overwritten by the result.</param>
    /// <returns><paramref name="pixels"/>.</returns>
    public static Tensor SigmoidInPlace(Tensor pixels)
    {
        var rows = (int)pixels.shape[0] * (int)pixels.shape[1];
        var count = (int)(pixels.NumberOfElements / rows);
        var from = TensorMemory.Floats(pixels);
        StepThreads.Shared.Run(KernelThreads.For(16 * pixels.NumberOfElements), thread =>
        {
            var (first, end) = thread.Share(rows);
            for (var row = first; row < end; row++)
                RowActivations.Sigmoid(from + (long)row * count, count);
        });
        return pixels;
    }
}
