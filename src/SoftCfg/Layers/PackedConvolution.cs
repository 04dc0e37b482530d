using SoftCfg.Layers.Kernels;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Convolutions of pictures whose channels lie side by side, as products with packed weights: what a pixel sees is copied into a row.
/// A pixel's bits depend neither on the batch nor on the threads. libtorch's do: it shares sums out among threads, in some shapes.
/// </summary>
internal sealed unsafe class PackedConvolution : IDisposable
{
    // Rows that the product takes at a time: what they see stays in the second cache.
    private const int TilePixels = 96;

    // With so many tiles for each thread, one more or less does not matter.
    private const int SharedTiles = 4;

    private readonly PackedWeights weights;
    private readonly int channels, height, width, stride;

    private PackedConvolution(PackedWeights weights, int channels, int height, int width, int stride) =>
        (this.weights, this.channels, this.height, this.width, this.stride) = (weights, channels, height, width, stride);

    /// <summary>Packs the weights of a convolution.</summary>
    /// <param name="weight">float32 [outputs, channels, height, width], on the CPU; the caller keeps it.</param>
    /// <param name="bias">float32 [outputs]; null for none.</param>
    /// <param name="stride">Pixels from one that is seen to the next.</param>
    public static PackedConvolution Pack(Tensor weight, Tensor? bias, int stride = 1)
    {
        using var scope = NewDisposeScope();
        var (outputs, channels, height, width) = ((int)weight.shape[0], (int)weight.shape[1], (int)weight.shape[2], (int)weight.shape[3]);
        var rows = weight.permute(0, 2, 3, 1).contiguous();
        var packed = PackedWeights.Pack(TensorMemory.Floats(rows), bias is null ? null : TensorMemory.Floats(bias.contiguous()),
            height * width * channels, outputs, WeightFormat.Float32, KernelThreads.Count);
        return new PackedConvolution(packed, channels, height, width, stride);
    }

    /// <summary>Convolves.</summary>
    /// <param name="images">float32 [B, channels, rows, columns], on the CPU; copied unless their channels lie side by side.</param>
    /// <param name="border">Zeros around them.</param>
    /// <returns>[B, outputs, rows, columns], as many as fit; channels side by side. The caller disposes it.</returns>
    public Tensor Of(Tensor images, Border border)
    {
        using var scope = NewDisposeScope();
        var pixels = images.permute(0, 2, 3, 1).contiguous();
        var (count, rows, columns) = ((int)pixels.shape[0], (int)pixels.shape[1], (int)pixels.shape[2]);
        var (outRows, outColumns) = ((rows + border.Above + border.Below - height) / stride + 1, (columns + border.Left + border.Right - width) / stride + 1);
        var result = empty([count, outRows, outColumns, weights.Outputs], ScalarType.Float32, images.device);
        float* from = TensorMemory.Floats(pixels), to = TensorMemory.Floats(result);
        // All but the last are equally large.
        var perImage = outRows * outColumns;
        var tiles = (perImage + TilePixels - 1) / TilePixels;
        var tile = (perImage + tiles - 1) / tiles;
        var threads = KernelThreads.For((long)count * perImage * weights.Inputs * weights.Outputs);
        // Where there are few tiles, threads share the weights out as well.
        var parts = count * tiles >= SharedTiles * threads ? 1 : Math.Min(threads, weights.Blocks);
        StepThreads.Shared.Run(threads, thread =>
        {
            var (task, end) = thread.Share(count * tiles * parts);
            if (task == end)
                return;
            using var seen = new NativeBuffer((long)tile * weights.Inputs * sizeof(float));
            using var product = ProductRows.Of(seen.Floats, weights.Inputs);
            for (var held = -1; task < end; task++)
            {
                var (at, part) = Math.DivRem(task, parts);
                var (image, first) = (at / tiles, at % tiles * tile);
                var taken = Math.Min(tile, perImage - first);
                if (held != at)
                {
                    var picture = from + (long)image * rows * columns * channels;
                    for (var i = 0; i < taken; i++)
                    {
                        var (row, column) = Math.DivRem(first + i, outColumns);
                        See(picture, rows, columns, row * stride - border.Above, column * stride - border.Left, seen.Floats + (long)i * weights.Inputs);
                    }
                    held = at;
                }
                weights.Multiply(product, taken, to + ((long)image * perImage + first) * weights.Outputs, weights.Outputs,
                    part * weights.Blocks / parts, (part + 1) * weights.Blocks / parts);
            }
        });
        GC.KeepAlive(weights);
        return result.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => weights.Dispose();

    /// <summary>Copies what a pixel sees: row by row of the kernel, pixels with their channels.</summary>
    private void See(float* picture, int rows, int columns, int top, int left, float* to)
    {
        var length = width * channels;
        var (outside, inside) = (Math.Clamp(-left, 0, width), Math.Clamp(columns - left, 0, width));
        for (var y = top; y < top + height; y++, to += length)
        {
            var row = new Span<float>(to, length);
            if (y < 0 || y >= rows || inside <= outside)
            {
                row.Clear();
                continue;
            }
            var (first, end) = (outside * channels, inside * channels);
            row[..first].Clear();
            new ReadOnlySpan<float>(picture + ((long)y * columns + left + outside) * channels, end - first).CopyTo(row[first..]);
            row[end..].Clear();
        }
    }

    /// <summary>Rows and columns of zeros around a picture.</summary>
    public readonly record struct Border(int Above, int Below, int Left, int Right)
    {
        /// <summary>As many on all sides.</summary>
        public static Border Of(int around) => new(around, around, around, around);
    }
}
