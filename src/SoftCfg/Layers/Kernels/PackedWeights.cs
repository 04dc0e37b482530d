using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>
/// The weights of a linear layer as products on the CPU read them: in blocks of 32 outputs, each a stretch of memory that is read
/// once from start to end for all rows of a pass.
/// </summary>
internal sealed unsafe class PackedWeights : IDisposable
{
    /// <summary>Outputs of a block.</summary>
    public const int BlockOutputs = 32;

    /// <summary>Inputs that share a scale, where weights are whole numbers.</summary>
    public const int GroupInputs = 128;

    /// <summary>Steps of so many inputs, four of them each.</summary>
    public const int GroupSteps = GroupInputs / 4;

    /// <summary>The largest int8 number; -128 is not used.</summary>
    public const int LargestWhole = 127;

    /// <summary>Bytes of a group of <see cref="WeightFormat.Int8"/>: its scales and its weights.</summary>
    public const int ByteGroupBytes = (1 + GroupSteps) * BlockOutputs * 4;

    /// <summary>Steps, of four inputs each, that a 16-bit sum of products of <see cref="WeightFormat.Int4"/> has room for.</summary>
    public const int NibblePartSteps = 8;

    /// <summary>Bytes that processors read at a time.</summary>
    internal const int CacheLine = 64;

    /// <summary>Windows that are multiplied at a time.</summary>
    public const int MostWindows = RowsAtATime;

    // Sums of so many rows stay in the innermost cache, with the inputs of a few.
    private const int RowsAtATime = 96;

    // A stretch of weights that all rows go through, and the next one on its way, stay in the second cache.
    private const int StretchBytes = 64 * 1024;

    private readonly NativeBuffer memory;
    private readonly delegate*<ref readonly ProductStretch, void> kernel, offsetKernel;
    private readonly long blockBytes;
    private readonly int steps, stretchSteps, groups, bytesPerStep, aheadPerStep;
    private readonly bool hasBias;

    private PackedWeights(WeightFormat format, int inputs, int outputs, bool hasBias,
        delegate*<ref readonly ProductStretch, void> kernel)
    {
        (Format, Inputs, Outputs, this.hasBias) = (format, inputs, outputs, hasBias);
        Blocks = (outputs + BlockOutputs - 1) / BlockOutputs;
        steps = IsWhole ? ProductRows.WholeSteps(inputs, format) : inputs;
        groups = (inputs + GroupInputs - 1) / GroupInputs;
        (bytesPerStep, stretchSteps, WeightBytes) = format switch
        {
            WeightFormat.Float32 => (BlockOutputs * 4, 1, (long)inputs * BlockOutputs * 4),
            WeightFormat.BFloat16 => (BlockOutputs * 2, 1, (long)inputs * BlockOutputs * 2),
            WeightFormat.Int8 => (ByteGroupBytes / GroupSteps, GroupSteps, ((long)groups + steps) * BlockOutputs * 4),
            _ => (BlockOutputs * 2, GroupSteps, (long)steps * BlockOutputs * 2),
        };
        // Behind a block's weights stand its bias, the offsets of groups, and scales that do not stand with the weights.
        var floats = BlockOutputs * (1 + (IsWhole ? groups : 0) + (format == WeightFormat.Int4 ? groups : 0));
        blockBytes = (WeightBytes + floats * sizeof(float) + CacheLine - 1) / CacheLine * CacheLine;
        aheadPerStep = (int)((blockBytes + steps - 1) / steps);
        memory = new NativeBuffer(Blocks * blockBytes);
        this.kernel = kernel;
        offsetKernel = ProductFunction.For(WeightFormat.Float32);
    }

    /// <summary>How weights are stored.</summary>
    public WeightFormat Format { get; }

    /// <summary>Input channels.</summary>
    public int Inputs { get; }

    /// <summary>Output channels.</summary>
    public int Outputs { get; }

    /// <summary>Blocks: what threads share out.</summary>
    public int Blocks { get; }

    /// <summary>Bytes of weights, scales and biases: what a product reads.</summary>
    public long Bytes => memory.Bytes;

    /// <summary>Whether weights are whole numbers, so that inputs are rounded before the product.</summary>
    public bool IsWhole => Format is WeightFormat.Int8 or WeightFormat.Int4;

    private long WeightBytes { get; }

    /// <summary>Packs weights.</summary>
    /// <param name="weights">float32 [outputs, inputs].</param>
    /// <param name="bias">float32 [outputs], or null.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="format">How to store them.</param>
    /// <param name="threads">How many threads do it.</param>
    /// <param name="kernel">What multiplies; null (default) is the fastest of this processor.</param>
    /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
    public static PackedWeights Pack(float* weights, float* bias, int inputs, int outputs, WeightFormat format, int threads = 1,
        delegate*<ref readonly ProductStretch, void> kernel = null)
    {
        var packed = Allocate(inputs, outputs, format, bias is not null, kernel);
        packed.Fill(weights, bias, 0, outputs, threads);
        return packed;
    }

    /// <summary>Allocates weights that <see cref="Fill"/> fills, part by part.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="format">How to store them.</param>
    /// <param name="hasBias">Whether there is a bias.</param>
    /// <param name="kernel">What multiplies; null (default) is the fastest of this processor.</param>
    /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
    public static PackedWeights Allocate(int inputs, int outputs, WeightFormat format, bool hasBias,
        delegate*<ref readonly ProductStretch, void> kernel = null) =>
        new(format, inputs, outputs, hasBias, kernel is null ? ProductFunction.For(format) : kernel);

    /// <summary>Packs the weights of some outputs.</summary>
    /// <param name="weights">float32 [count, inputs].</param>
    /// <param name="bias">float32 [count], or null.</param>
    /// <param name="first">The first output, which a block begins with.</param>
    /// <param name="count">How many outputs: whole blocks, or all that are left.</param>
    /// <param name="threads">How many threads do it.</param>
    public void Fill(float* weights, float* bias, int first, int count, int threads) =>
        StepThreads.Shared.Run(threads, thread =>
        {
            var (begin, end) = thread.Share((count + BlockOutputs - 1) / BlockOutputs);
            for (var block = begin; block < end; block++)
            {
                var output = block * BlockOutputs;
                PackBlock(first / BlockOutputs + block, weights + (long)output * Inputs, bias is null ? null : bias + output);
            }
        });

    /// <summary>Multiplies rows with some of the blocks.</summary>
    /// <param name="rows">The rows; where <see cref="IsWhole"/>, rounded for <see cref="Format"/>.</param>
    /// <param name="count">How many of them.</param>
    /// <param name="output">[count, stride]: the blocks' columns are overwritten.</param>
    /// <param name="stride">Elements from one row of the output to the next, at least <see cref="Outputs"/>.</param>
    /// <param name="first">The first block.</param>
    /// <param name="end">The block behind the last.</param>
    [SkipLocalsInit]
    public void Multiply(ProductRows rows, int count, float* output, long stride, int first, int end)
    {
        var sums = stackalloc float[RowsAtATime * BlockOutputs];
        var totals = stackalloc float[(Format == WeightFormat.Int4 ? RowsAtATime : 1) * BlockOutputs];
        for (var block = first; block < end; block++)
        {
            for (var row = 0; row < count; row += RowsAtATime)
            {
                var taken = Math.Min(RowsAtATime, count - row);
                var to = output + row * stride + block * BlockOutputs;
                Multiply(rows, row, taken, memory.Start + block * blockBytes, sums, totals);
                Finish(taken, block, Format == WeightFormat.Int4 ? totals : sums, to, stride);
            }
        }
        GC.KeepAlive(this);
    }

    /// <summary>Multiplies what windows see with some of the blocks, of weights that are no whole numbers.</summary>
    /// <param name="windows">At most <see cref="MostWindows"/>; their pieces are as long as <see cref="Inputs"/> together.</param>
    /// <param name="output">That of the first window: the blocks' columns are overwritten.</param>
    /// <param name="rowStride">Elements from the output of a window to that of the one below.</param>
    /// <param name="columnStride">Elements from the output of a window to that of the one on its right.</param>
    /// <param name="first">The first block.</param>
    /// <param name="end">The block behind the last.</param>
    public void Multiply(in ProductWindows windows, float* output, long rowStride, long columnStride, int first, int end)
    {
        var sums = stackalloc float[MostWindows * BlockOutputs];
        for (var block = first; block < end; block++)
        {
            Multiply(in windows, memory.Start + block * blockBytes, sums);
            for (var row = 0; row < windows.Rows; row++)
            {
                var to = output + row * rowStride + block * BlockOutputs;
                Finish(windows.Columns, block, sums + row * windows.Columns * BlockOutputs, to, columnStride);
            }
        }
        GC.KeepAlive(this);
    }

    /// <summary>The columns that blocks hold.</summary>
    public (int First, int Count) Columns(int first, int end)
    {
        var column = first * BlockOutputs;
        return (column, Math.Max(0, Math.Min(Outputs, end * BlockOutputs) - column));
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();

    /// <summary>The sums of some rows with a block; of groups, the totals in their scales.</summary>
    private void Multiply(ProductRows rows, int first, int count, byte* block, float* sums, float* totals)
    {
        var stretch = new ProductStretch
        {
            // Elements of a row are the steps of a block.
            Inputs = IsWhole ? rows.Whole + (long)first * steps : rows.Row(first),
            Stride = IsWhole ? steps : rows.Channels,
            Rows = count,
            Block = block,
            Sums = sums,
            Scales = IsWhole ? rows.Scales + (long)first * groups : null,
            ScaleStride = groups,
        };
        if (IsWhole)
            AddOffsets(in stretch, rows.Offsets + (long)first * groups, Format == WeightFormat.Int8 ? sums : totals);
        if (Format == WeightFormat.Int4)
        {
            MultiplyGroups(ref stretch, totals);
            return;
        }
        // Sums of int8 go on from what offsets add.
        stretch.GoesOn = IsWhole;
        Multiply(ref stretch, steps);
    }

    /// <summary>Piece by piece, each a stretch of weights or several: all windows go through one before the next.</summary>
    private void Multiply(in ProductWindows windows, byte* block, float* sums)
    {
        var stretch = new ProductStretch { Stride = windows.ColumnPitch, Rows = windows.Columns, Block = block };
        var stretches = (windows.PieceLength * bytesPerStep + StretchBytes - 1) / StretchBytes;
        var most = (windows.PieceLength + stretches - 1) / stretches;
        for (var (piece, begin) = (0, 0); begin < steps; piece++, begin += windows.PieceLength)
        {
            var end = begin + windows.PieceLength;
            for (stretch.First = begin; stretch.First < end; stretch.First = stretch.End)
            {
                stretch.End = Math.Min(end, stretch.First + most);
                stretch.AheadBytes = (stretch.End - stretch.First) * bytesPerStep / windows.Rows;
                for (var row = 0; row < windows.Rows; row++)
                {
                    stretch.Inputs = windows.Start + row * windows.RowPitch + piece * windows.PiecePitch - begin;
                    stretch.Sums = sums + row * windows.Columns * BlockOutputs;
                    stretch.Ahead = block + stretch.End * bytesPerStep + row * stretch.AheadBytes;
                    kernel(in stretch);
                }
                stretch.GoesOn = true;
            }
        }
    }

    /// <summary>From sums to results.</summary>
    private void Finish(int count, int block, float* sums, float* output, long stride)
    {
        var bias = hasBias ? (float*)(memory.Start + block * blockBytes + WeightBytes) : null;
        var columns = Math.Min(BlockOutputs, Outputs - block * BlockOutputs);
        // The last block, if it has fewer outputs than others: its results are cut off.
        var whole = stackalloc float[BlockOutputs];
        for (var row = 0; row < count; row++, output += stride, sums += BlockOutputs)
        {
            BlockKernels.Finish(sums, bias, columns == BlockOutputs ? output : whole);
            if (columns < BlockOutputs)
                new ReadOnlySpan<float>(whole, columns).CopyTo(new Span<float>(output, columns));
        }
    }

    /// <summary>Stretch by stretch up to a step; the first goes on where the last one ended.</summary>
    private void Multiply(ref ProductStretch stretch, nint end)
    {
        var begin = stretch.End;
        var parts = (end - begin + stretchSteps - 1) / stretchSteps;
        var stretches = ((end - begin) * bytesPerStep + StretchBytes - 1) / StretchBytes;
        for (nint i = 0; i < stretches; i++)
        {
            // Of one length, give or take a part, since each asks for as much as the next one reads.
            var first = stretch.End;
            (stretch.First, stretch.End) = (first, nint.Min(end, begin + parts * (i + 1) / stretches * stretchSteps));
            // Behind the last stretch of a block the next block begins. A group is too short for memory to answer meanwhile: where weights are in
            // groups, the same one of the next block is asked for, with its part of what stands behind the weights.
            var stepBytes = IsWhole ? aheadPerStep : bytesPerStep;
            stretch.Ahead = IsWhole ? stretch.Block + blockBytes + first * stepBytes : stretch.Block + stretch.End * stepBytes;
            stretch.AheadBytes = (stretch.End - first) * stepBytes;
            kernel(in stretch);
            stretch.GoesOn = true;
        }
    }

    /// <summary>What the offsets of groups add: a small product. The totals begin with it.</summary>
    private void AddOffsets(ref readonly ProductStretch stretch, float* rowOffsets, float* totals)
    {
        var offsets = new ProductStretch
        {
            Inputs = rowOffsets,
            Stride = groups,
            Rows = stretch.Rows,
            Block = stretch.Block + WeightBytes + BlockOutputs * sizeof(float),
            End = groups,
            Sums = totals,
            Ahead = stretch.Block,
        };
        offsetKernel(in offsets);
    }

    /// <summary>Group by group, each with scales of its own.</summary>
    private void MultiplyGroups(ref ProductStretch stretch, float* totals)
    {
        var scales = (float*)(stretch.Block + WeightBytes) + (1 + groups) * BlockOutputs;
        for (var group = 0; group < groups; group++)
        {
            stretch.GoesOn = false;
            Multiply(ref stretch, Math.Min(steps, (group + 1) * GroupSteps));
            for (var row = 0; row < stretch.Rows; row++)
            {
                BlockKernels.AddWhole(stretch.Sums + row * BlockOutputs, scales + group * BlockOutputs, stretch.Scales[row * groups + group],
                    totals + row * BlockOutputs);
            }
        }
    }

    private void PackBlock(int block, float* rows, float* bias)
    {
        var start = memory.Start + block * blockBytes;
        var outputs = Math.Min(BlockOutputs, Outputs - block * BlockOutputs);
        var numbers = (float*)(start + WeightBytes);
        var offsets = numbers + BlockOutputs;
        switch (Format)
        {
            case WeightFormat.Float32: WeightPacking.Float32(rows, Inputs, outputs, (float*)start); break;
            case WeightFormat.BFloat16: WeightPacking.BFloat16(rows, Inputs, outputs, (ushort*)start); break;
            case WeightFormat.Int8: WeightPacking.Int8(rows, Inputs, outputs, start, offsets); break;
            default: WeightPacking.Int4(rows, Inputs, outputs, start, offsets + groups * BlockOutputs, offsets); break;
        }
        if (bias is not null)
            new ReadOnlySpan<float>(bias, outputs).CopyTo(new Span<float>(numbers, outputs));
    }
}
