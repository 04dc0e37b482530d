using SoftCfg.Layers.Kernels;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>A product of a tensor with packed weights, for layers that are no part of a <see cref="TransformerStack"/>.</summary>
internal static unsafe class PackedProduct
{
    // With so many for each thread, one more or less does not matter.
    private const int SharedBlocks = 10;

    /// <summary>Multiplies.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="input">float32 [..., inputs].</param>
    /// <param name="gelu">Whether a GELU follows.</param>
    /// <returns>float32 [..., outputs]; the caller disposes it.</returns>
    public static Tensor Of(PackedWeights weights, Tensor input, bool gelu = false)
    {
        using var scope = NewDisposeScope();
        var shape = input.shape.ToArray();
        var count = checked((int)(input.NumberOfElements / weights.Inputs));
        shape[^1] = weights.Outputs;
        var result = empty(shape, ScalarType.Float32, device: input.device);
        TensorMemory.AskForLargePages(result);
        var rows = input.contiguous();
        float* from = TensorMemory.Floats(rows), to = TensorMemory.Floats(result);
        using var rounded = weights.IsWhole ? new ProductRows() : null;
        rounded?.Resize(count, weights.Inputs);
        StepThreads.Shared.Run(KernelThreads.For((long)count * weights.Inputs * weights.Outputs), thread =>
        {
            if (rounded is not null)
                Round(thread, from, count, rounded, weights.Format);
            var (first, last) = (0, count);
            var (block, end) = (0, weights.Blocks);
            // Threads share the weights out, each read by one of them; the rows, where weights are too few to be shared evenly.
            if (rounded is not null || weights.Blocks % thread.Team.Count == 0 || weights.Blocks > SharedBlocks * thread.Team.Count)
                (block, end) = thread.Share(weights.Blocks);
            else
                (first, last) = thread.Share(count);
            var output = to + (long)first * weights.Outputs;
            using var own = rounded is null ? ProductRows.Of(from + (long)first * weights.Inputs, weights.Inputs) : null;
            weights.Multiply(own ?? rounded!, last - first, output, weights.Outputs, block, end);
            var (column, columns) = weights.Columns(block, end);
            for (var row = 0; gelu && row < last - first; row++)
                RowActivations.Gelu(output + (long)row * weights.Outputs + column, columns);
        });
        GC.KeepAlive(weights);
        return result.MoveToOuterDisposeScope();
    }

    private static void Round(StepThread thread, float* from, int count, ProductRows rows, WeightFormat format)
    {
        var (first, end) = thread.Share(count);
        new ReadOnlySpan<float>(from + (long)first * rows.Channels, (end - first) * rows.Channels)
            .CopyTo(new Span<float>(rows.Row(first), (end - first) * rows.Channels));
        for (var row = first; row < end; row++)
            rows.Round(row, format);
        thread.Meet();
    }
}
