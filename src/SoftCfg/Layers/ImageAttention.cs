using SoftCfg.Layers.Kernels;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>Attention of every position to every other, <c>softmax(QKᵀ / √head size) V</c>, by kernels of our own.</summary>
internal static unsafe class ImageAttention
{
    /// <summary>Attends.</summary>
    /// <param name="projected">float32 [rows, n, (q | k | v, head, channel)].</param>
    /// <param name="heads">Attention heads.</param>
    /// <returns>[rows, n, (head, channel)]; the caller disposes it.</returns>
    public static Tensor Of(Tensor projected, int heads)
    {
        using var scope = NewDisposeScope();
        var (rows, n, channels) = ((int)projected.shape[0], (int)projected.shape[1], (int)projected.shape[2] / 3);
        var output = empty([rows, n, channels], ScalarType.Float32, device: projected.device);
        var input = projected.contiguous();
        float* from = TensorMemory.Floats(input), to = TensorMemory.Floats(output);
        var threads = KernelThreads.For((long)rows * n * n * channels);
        var room = HeadAttention.Room(n, channels / heads);
        using var memory = new NativeBuffer(threads * room * sizeof(float));
        StepThreads.Shared.Run(threads, thread =>
        {
            var head = new HeadAttention(memory.Floats + thread.Index * room, n, channels / heads, 3 * channels);
            var (task, end) = thread.Share(rows * heads);
            for (; task < end; task++)
            {
                var (row, number) = Math.DivRem(task, heads);
                var place = (long)number * (channels / heads);
                head.Attend(from + (long)row * n * 3 * channels + place, to + (long)row * n * channels + place);
            }
        });
        return output.MoveToOuterDisposeScope();
    }
}
