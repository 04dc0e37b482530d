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

    /// <summary>Inputs that share a scale in <see cref="WeightFormat.Int4"/>.</summary>
    public const int GroupInputs = 128;

    /// <summary>The largest int8 weight; -128 is not used.</summary>
    public const int LargestWhole = 127;

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
    private readonly delegate*<ref readonly ProductStretch, void> kernel, leastKernel;
    private readonly long blockBytes;
    private readonly int steps, groups, bytesPerStep, aheadPerStep;
    private readonly bool hasBias;

    private PackedWeights(WeightFormat format, int inputs, int outputs, bool hasBias,
        delegate*<ref readonly ProductStretch, void> kernel)
    {
        (Format, Inputs, Outputs, this.hasBias) = (format, inputs, outputs, hasBias);
        Blocks = (outputs + BlockOutputs - 1) / BlockOutputs;
        steps = IsWhole ? ProductRows.WholeSteps(inputs, format) : inputs;
        groups = format == WeightFormat.Int4 ? (inputs + GroupInputs - 1) / GroupInputs : 1;
        // One input of float32 or bfloat16, two of int8, four of int4.
        bytesPerStep = BlockOutputs * (format == WeightFormat.Float32 ? 4 : 2);
        WeightBytes = (long)steps * bytesPerStep;
        // Behind a block's weights stand its bias, scales and least values.
        var floats = BlockOutputs * (1 + (IsWhole ? groups : 0) + (format == WeightFormat.Int4 ? groups : 0));
        blockBytes = (WeightBytes + floats * sizeof(float) + CacheLine - 1) / CacheLine * CacheLine;
        aheadPerStep = (int)((blockBytes + steps - 1) / steps);
        memory = new NativeBuffer(Blocks * blockBytes);
        this.kernel = kernel;
        leastKernel = ProductFunction.For(WeightFormat.Float32);
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
                Finish(IsWhole ? rows.Scales + row : null, taken, block, sums, totals, to, stride);
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
                Finish(null, windows.Columns, block, sums + row * windows.Columns * BlockOutputs, null,
                    output + row * rowStride + block * BlockOutputs, columnStride);
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
        };
        if (Format == WeightFormat.Int4)
            MultiplyGroups(ref stretch, rows, first, totals);
        else
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

    /// <summary>From sums to results; of weights that are whole numbers with what a rounded 1 of each row is worth.</summary>
    private void Finish(float* scales, int count, int block, float* sums, float* totals, float* output, long stride)
    {
        if (Outputs - block * BlockOutputs >= BlockOutputs)
            FinishWhole(scales, count, block, sums, totals, output, stride);
        else
            FinishNarrow(scales, count, block, sums, totals, output, stride);
    }

    private void FinishWhole(float* scales, int count, int block, float* sums, float* totals, float* output, long stride)
    {
        var numbers = (float*)(memory.Start + block * blockBytes + WeightBytes);
        var bias = hasBias ? numbers : null;
        for (var row = 0; row < count; row++, output += stride, sums += BlockOutputs, totals += BlockOutputs)
        {
            switch (Format)
            {
                case WeightFormat.Int8: BlockKernels.FinishWhole(sums, numbers + BlockOutputs, scales[row], bias, output); break;
                case WeightFormat.Int4: BlockKernels.Finish(totals, bias, output); break;
                default: BlockKernels.Finish(sums, bias, output); break;
            }
        }
    }

    /// <summary>The last block, if it has fewer outputs than others: its results are cut off.</summary>
    private void FinishNarrow(float* scales, int count, int block, float* sums, float* totals, float* output, long stride)
    {
        var whole = stackalloc float[BlockOutputs];
        var columns = Outputs - block * BlockOutputs;
        for (var row = 0; row < count; row++, output += stride)
        {
            FinishWhole(scales + row, 1, block, sums + row * BlockOutputs, totals + row * BlockOutputs, whole, 0);
            new ReadOnlySpan<float>(whole, columns).CopyTo(new Span<float>(output, columns));
        }
    }

    /// <summary>Stretch by stretch up to a step; the first goes on where the last one ended.</summary>
    private void Multiply(ref ProductStretch stretch, nint end)
    {
        var begin = stretch.End;
        var stretches = ((end - begin) * bytesPerStep + StretchBytes - 1) / StretchBytes;
        for (nint i = 0; i < stretches; i++)
        {
            // Of one length, give or take a step, since each asks for as much as the next one reads.
            var first = stretch.End;
            (stretch.First, stretch.End) = (first, begin + (end - begin) * (i + 1) / stretches);
            // Behind the last stretch of a block the next block begins. A group is too short for memory to answer meanwhile: the same group
            // of the next block is asked for, with its part of the scales.
            var stepBytes = groups > 1 ? aheadPerStep : bytesPerStep;
            stretch.Ahead = groups > 1 ? stretch.Block + blockBytes + first * stepBytes : stretch.Block + stretch.End * stepBytes;
            stretch.AheadBytes = (stretch.End - first) * stepBytes;
            kernel(in stretch);
            stretch.GoesOn = true;
        }
    }

    /// <summary>Group by group, each with scales of its own; what the least values add is a small product of the groups' sums.</summary>
    private void MultiplyGroups(ref ProductStretch stretch, ProductRows rows, int first, float* totals)
    {
        var rowScales = rows.Scales + (long)first * groups;
        var scales = (float*)(stretch.Block + WeightBytes) + BlockOutputs;
        var leastValues = new ProductStretch
        {
            Inputs = rows.GroupSums + (long)first * groups,
            Stride = groups,
            Rows = stretch.Rows,
            Block = (byte*)(scales + groups * BlockOutputs),
            End = groups,
            Sums = totals,
            Ahead = stretch.Block,
        };
        leastKernel(in leastValues);
        for (var group = 0; group < groups; group++)
        {
            stretch.GoesOn = false;
            Multiply(ref stretch, Math.Min(steps, (group + 1) * GroupInputs / 4));
            for (var row = 0; row < stretch.Rows; row++)
            {
                BlockKernels.AddWhole(stretch.Sums + row * BlockOutputs, scales + group * BlockOutputs, rowScales[row * groups + group],
                    totals + row * BlockOutputs);
            }
        }
    }

    private void PackBlock(int block, float* rows, float* bias)
    {
        var start = memory.Start + block * blockBytes;
        var outputs = Math.Min(BlockOutputs, Outputs - block * BlockOutputs);
        var numbers = (float*)(start + WeightBytes);
        var scales = numbers + BlockOutputs;
        switch (Format)
        {
            case WeightFormat.Float32: WeightPacking.Float32(rows, Inputs, outputs, (float*)start); break;
            case WeightFormat.BFloat16: WeightPacking.BFloat16(rows, Inputs, outputs, (ushort*)start); break;
            case WeightFormat.Int8: WeightPacking.Int8(rows, Inputs, outputs, (sbyte*)start, scales); break;
            default: WeightPacking.Int4(rows, Inputs, outputs, start, scales, scales + groups * BlockOutputs); break;
        }
        if (bias is not null)
            new ReadOnlySpan<float>(bias, outputs).CopyTo(new Span<float>(numbers, outputs));
    }
}
