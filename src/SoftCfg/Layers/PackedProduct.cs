using SoftCfg.Layers.Kernels;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>A product of a tensor with packed weights, for layers that are no part of a <see cref="TransformerStack"/>.</summary>
internal static unsafe class PackedProduct
{
    /// <summary>Multiplies.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="input">float32 [..., inputs].</param>
    /// <returns>float32 [..., outputs]; the caller disposes it.</returns>
    public static Tensor Of(PackedWeights weights, Tensor input)
    {
        using var scope = NewDisposeScope();
        var shape = input.shape.ToArray();
        var count = checked((int)(input.NumberOfElements / weights.Inputs));
        shape[^1] = weights.Outputs;
        var output = empty(shape, ScalarType.Float32, device: input.device);
        var from = TensorMemory.Floats(input.contiguous());
        var to = TensorMemory.Floats(output);
        using var rows = new ProductRows();
        rows.Resize(count, weights.Inputs);
        StepThreads.Shared.Run(get_num_threads(), thread =>
        {
            var (first, end) = thread.Share(count);
            new ReadOnlySpan<float>(from + (long)first * weights.Inputs, (end - first) * weights.Inputs)
                .CopyTo(new Span<float>(rows.Row(first), (end - first) * weights.Inputs));
            for (var row = first; weights.IsWhole && row < end; row++)
                rows.Round(row);
            thread.Meet();
            var (block, last) = thread.Share(weights.Blocks);
            weights.Multiply(rows, count, to, weights.Outputs, block, last);
        });
        return output.MoveToOuterDisposeScope();
    }
}
