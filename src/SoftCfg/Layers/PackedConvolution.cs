using SoftCfg.Layers.Kernels;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Convolutions of pictures whose channels lie side by side, as products with packed weights. A pixel's bits depend neither on the
/// batch nor on the threads. libtorch's do: it shares sums out among threads, in some shapes.
/// </summary>
internal sealed unsafe class PackedConvolution : IDisposable
{
    // So many tasks for each thread: whoever lost its processor for a while leaves them to the others.
    private const int SharedTasks = 8;

    // Of one kernel, or of the four that make the four pixels that one becomes.
    private readonly PackedWeights[] weights;
    private readonly int channels, height, width, stride, scale;

    private PackedConvolution(IEnumerable<Tensor> kernels, Tensor? bias, int stride, int scale)
    {
        using var scope = NewDisposeScope();
        var all = kernels.ToArray();
        (channels, height, width) = ((int)all[0].shape[1], (int)all[0].shape[2], (int)all[0].shape[3]);
        (this.stride, this.scale) = (stride, scale);
        weights = all.Select(kernel => Packed(kernel, bias)).ToArray();
    }

    private int Outputs => weights[0].Outputs;

    /// <summary>Packs the weights of a convolution.</summary>
    /// <param name="weight">float32 [outputs, channels, height, width], on the CPU; the caller keeps it.</param>
    /// <param name="bias">float32 [outputs]; null for none.</param>
    /// <param name="stride">Pixels from one that is seen to the next.</param>
    public static PackedConvolution Pack(Tensor weight, Tensor? bias, int stride = 1) => new([weight], bias, stride, scale: 1);

    /// <summary>
    /// Packs the weights of a convolution behind nearest-neighbour upsampling. Of the four pixels that one becomes, each sees 2 x 2
    /// pixels of the smaller picture, with sums of weights: 4 of 9 multiplications are left, but 16 weights are kept for 9.
    /// </summary>
    /// <param name="weight">float32 [outputs, channels, 3, 3], on the CPU; the caller keeps it.</param>
    /// <param name="bias">float32 [outputs]; null for none.</param>
    public static PackedConvolution PackUpsampling(Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        return new(Halves(weight, axis: 2).SelectMany(row => Halves(row, axis: 3)), bias, stride: 1, scale: 2);
    }

    /// <summary>Convolves.</summary>
    /// <param name="images">float32 [B, channels, rows, columns], on the CPU; copied unless their channels lie side by side.</param>
    /// <param name="border">Zeros around them.</param>
    /// <param name="plus">What is added to the result, of its shape; null for nothing.</param>
    /// <returns>
    /// [B, outputs, rows, columns], as many as fit; behind upsampling twice as many as fit of 3 x 3. Channels side by side. The caller
    /// disposes it.
    /// </returns>
    public Tensor Of(Tensor images, Border border, Tensor? plus = null)
    {
        using var scope = NewDisposeScope();
        var pixels = Pixels(images);
        var picture = new Picture((int)pixels.shape[1], (int)pixels.shape[2], border);
        var (down, across) = (Windows(picture.Rows + border.Above + border.Below, height), Windows(picture.Columns + border.Left + border.Right, width));
        var (count, rows, columns) = ((int)pixels.shape[0], scale * down, scale * across);
        var result = empty([count, rows, columns, Outputs], ScalarType.Float32, images.device);
        TensorMemory.AskForLargePages(result);
        var added = plus is null ? null : Pixels(plus);
        float* from = TensorMemory.Floats(pixels), to = TensorMemory.Floats(result), more = added is null ? null : TensorMemory.Floats(added);
        var grid = new WindowGrid(down, across);
        var tiles = count * weights.Length * grid.Tiles;
        var threads = KernelThreads.For((long)count * down * across * weights.Length * weights[0].Inputs * Outputs);
        // Where there are few tiles, threads share the weights out as well.
        var parts = Math.Clamp(SharedTasks * threads / tiles, 1, threads == 1 ? 1 : weights[0].Blocks);
        StepThreads.Shared.Run(threads, thread =>
        {
            using var room = new NativeBuffer((long)((grid.TileRows - 1) * stride + height) * ((grid.TileColumns - 1) * stride + width) * channels * sizeof(float));
            var (held, windows) = (-1, default(ProductWindows));
            var share = thread.Take(tiles * parts, most: 1);
            while (share.Take(out var task, out var last))
            {
                for (; task < last; task++)
                {
                    var (at, part) = Math.DivRem(task, parts);
                    var (kernel, tile) = (at / grid.Tiles % weights.Length, grid.Tile(at % grid.Tiles));
                    var image = at / grid.Tiles / weights.Length;
                    var (below, right) = Math.DivRem(kernel, scale);
                    if (held != at)
                        windows = See(from + (long)image * picture.Rows * picture.Columns * channels, picture, tile, below, right, room.Floats);
                    held = at;
                    var (first, end) = (part * weights[kernel].Blocks / parts, (part + 1) * weights[kernel].Blocks / parts);
                    var place = ((image * (long)rows + scale * tile.Row + below) * columns + scale * tile.Column + right) * Outputs;
                    weights[kernel].Multiply(in windows, to + place, (long)scale * columns * Outputs, (long)scale * Outputs, first, end);
                    if (more is not null)
                        Add(to + place, more + place, tile, columns, weights[kernel].Columns(first, end));
                }
            }
        });
        GC.KeepAlive(this);
        return result.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var kernel in weights)
            kernel.Dispose();
    }

    private static PackedWeights Packed(Tensor kernel, Tensor? bias)
    {
        var rows = kernel.permute(0, 2, 3, 1).contiguous();
        return PackedWeights.Pack(TensorMemory.Floats(rows), bias is null ? null : TensorMemory.Floats(bias.contiguous()),
            (int)(rows.NumberOfElements / rows.shape[0]), (int)rows.shape[0], WeightFormat.Float32, KernelThreads.Count);
    }

    /// <summary>The weights that the first and the second of two equal pixels see of three along an axis.</summary>
    private static IEnumerable<Tensor> Halves(Tensor weights, long axis)
    {
        var (before, here, behind) = (weights.narrow(axis, 0, 1), weights.narrow(axis, 1, 1), weights.narrow(axis, 2, 1));
        yield return cat([before, here.Plus(behind)], axis);
        yield return cat([before.Plus(here), behind], axis);
    }

    /// <summary>Channels side by side, [B, rows, columns, channels]; a view where they lie so.</summary>
    private static Tensor Pixels(Tensor images) => images.permute(0, 2, 3, 1).contiguous();

    /// <summary>Of pixels that become two along an axis, three are seen, two by each.</summary>
    private int Windows(int pixels, int seen) => (pixels - seen - (scale - 1)) / stride + 1;

    private void Add(float* to, float* more, WindowTile tile, int columns, (int First, int Count) channel)
    {
        for (var row = 0; row < tile.Rows; row++)
        {
            for (var column = 0; column < tile.Columns; column++)
            {
                var at = scale * ((long)row * columns + column) * Outputs + channel.First;
                RowKernels.Add(to + at, more + at, channel.Count);
            }
        }
    }

    /// <summary>What the windows of a tile see: where it lies, or, where they reach into the border, a copy.</summary>
    private ProductWindows See(float* pixels, Picture picture, WindowTile tile, int below, int right, float* copy)
    {
        var (top, left) = (tile.Row * stride - picture.Border.Above + below, tile.Column * stride - picture.Border.Left + right);
        var (rows, columns) = ((tile.Rows - 1) * stride + height, (tile.Columns - 1) * stride + width);
        var isInside = top >= 0 && left >= 0 && top + rows <= picture.Rows && left + columns <= picture.Columns;
        if (!isInside)
            picture.Copy(pixels, channels, top, left, rows, columns, copy);
        var pitch = (nint)(isInside ? picture.Columns : columns) * channels;
        return new ProductWindows
        {
            Start = isInside ? pixels + ((long)top * picture.Columns + left) * channels : copy,
            Rows = tile.Rows,
            Columns = tile.Columns,
            RowPitch = pitch * stride,
            ColumnPitch = (nint)channels * stride,
            PieceLength = width * channels,
            PiecePitch = pitch,
        };
    }

    /// <summary>Rows and columns of zeros around a picture.</summary>
    public readonly record struct Border(int Above, int Below, int Left, int Right)
    {
        /// <summary>As many on all sides.</summary>
        public static Border Of(int around) => new(around, around, around, around);
    }

    private readonly record struct Picture(int Rows, int Columns, Border Border)
    {
        /// <summary>Copies a part, with zeros where it is outside.</summary>
        public void Copy(float* pixels, int channels, int top, int left, int rows, int columns, float* to)
        {
            var (outside, inside) = (Math.Clamp(-left, 0, columns), Math.Clamp(Columns - left, 0, columns));
            var (first, end, length) = (outside * channels, Math.Max(outside, inside) * channels, columns * channels);
            for (var y = top; y < top + rows; y++, to += length)
            {
                var row = new Span<float>(to, length);
                if (y < 0 || y >= Rows)
                {
                    row.Clear();
                    continue;
                }
                row[..first].Clear();
                new ReadOnlySpan<float>(pixels + ((long)y * Columns + left + outside) * channels, end - first).CopyTo(row[first..]);
                row[end..].Clear();
            }
        }
    }
}
