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
        var input = projected.contiguous();
        var from = TensorMemory.Floats(input);
        var channels = (int)projected.shape[2] / 3;
        return Of(from, from + channels, from + 2 * channels, 3 * channels, (int)projected.shape[0], (int)projected.shape[1], heads,
            channels, CancellationToken.None).MoveToOuterDisposeScope();
    }

    /// <summary>Attends with one head.</summary>
    /// <param name="queries">float32 [rows, n, channels].</param>
    /// <param name="keys">The same.</param>
    /// <param name="values">The same.</param>
    /// <param name="cancellationToken">Checked now and then: of all pixels of a picture this takes seconds.</param>
    /// <returns>[rows, n, channels]; the caller disposes it.</returns>
    public static Tensor Of(Tensor queries, Tensor keys, Tensor values, CancellationToken cancellationToken = default)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (queries.contiguous(), keys.contiguous(), values.contiguous());
        var channels = (int)q.shape[2];
        return Of(TensorMemory.Floats(q), TensorMemory.Floats(k), TensorMemory.Floats(v), channels, (int)q.shape[0], (int)q.shape[1],
            heads: 1, channels, cancellationToken).MoveToOuterDisposeScope();
    }

    private static Tensor Of(float* queries, float* keys, float* values, long stride, int rows, int n, int heads, int channels,
        CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var output = empty([rows, n, channels], ScalarType.Float32, device: CPU);
        var to = TensorMemory.Floats(output);
        var size = channels / heads;
        var threads = KernelThreads.For((long)rows * n * n * channels);
        // Threads take a head each, or, where there are not so many, all of them the same one.
        var together = rows * heads < threads;
        var (shared, own) = (HeadAttention.SharedRoom(n, size), HeadAttention.OwnRoom(n, size));
        using var memory = new NativeBuffer(((together ? 1 : threads) * shared + threads * own) * sizeof(float));
        var start = memory.Floats;
        StepThreads.Shared.Run(threads, thread =>
        {
            var keysAndValues = start + threads * own + (together ? 0 : thread.Index * shared);
            var head = new HeadAttention(keysAndValues, start + thread.Index * own, n, size);
            var (task, end) = together ? (0, rows * heads) : thread.Share(rows * heads);
            for (; task < end; task++)
            {
                var (row, number) = Math.DivRem(task, heads);
                var (from, place) = (row * n * stride + number * size, (long)row * n * channels + number * size);
                var (block, lastBlock) = together ? thread.Share(HeadAttention.Blocks(n)) : (0, HeadAttention.Blocks(n));
                var (group, lastGroup) = together ? thread.Share(HeadAttention.Groups(n)) : (0, HeadAttention.Groups(n));
                head.Pack(keys + from, values + from, stride, block, lastBlock);
                if (together)
                    thread.Meet();
                for (; group < lastGroup; group++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    head.Attend(queries + from, stride, to + place, channels, group, group + 1);
                }
                if (together)
                    thread.Meet();
            }
        });
        return output.MoveToOuterDisposeScope();
    }
}
