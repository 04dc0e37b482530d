namespace SoftCfg.Layers.Kernels;

/// <summary>
/// Attention of one head of one image. Keys and values are put into blocks as weights are, so that both products are
/// <see cref="ProductKernel{TVector, TLanes, TFormat}"/>'s.
/// </summary>
internal readonly unsafe ref struct HeadAttention
{
    private const int Block = PackedWeights.BlockOutputs;

    // Their scores stay in the inner caches.
    private const int Queries = 24;

    private readonly delegate*<ref readonly ProductStretch, void> kernel;
    private readonly float* keys, values, queries, scores, sums, shares;
    private readonly int n, size, stride, positions;

    /// <summary>Prepares for heads of one size.</summary>
    /// <param name="memory"><see cref="Room"/> elements.</param>
    /// <param name="n">Positions.</param>
    /// <param name="size">Channels of a head.</param>
    /// <param name="stride">Elements from one position to the next in what is attended: (q | k | v, head, channel).</param>
    public HeadAttention(float* memory, int n, int size, int stride)
    {
        (this.n, this.size, this.stride, positions) = (n, size, stride, Blocks(n) * Block);
        kernel = ProductFunction.For(WeightFormat.Float32);
        keys = memory;                              // [block of positions, channel, 32]
        values = keys + (long)positions * size;     // [block of channels, position, 32]
        queries = values + (long)n * Blocks(size) * Block;  // [24, channel]
        scores = queries + Queries * size;          // [24, position]
        sums = scores + Queries * positions;        // [24, 32]
        shares = sums + Queries * Block;            // [24]
    }

    /// <summary>Elements of memory that a thread needs.</summary>
    public static long Room(int n, int size) =>
        (long)Blocks(n) * Block * (size + Queries) + (long)n * Blocks(size) * Block + Queries * (size + Block + 1);

    /// <summary>Attends.</summary>
    /// <param name="query">The head's query at the first position; its key and value lie a third and two thirds of the stride behind.</param>
    /// <param name="output">The head's place at the first position; a third of the stride from one to the next.</param>
    public void Attend(float* query, float* output)
    {
        Pack(query + stride / 3, query + 2 * (stride / 3));
        for (var first = 0; first < n; first += Queries)
        {
            var count = Math.Min(Queries, n - first);
            for (var i = 0; i < count; i++)
                new ReadOnlySpan<float>(query + (long)(first + i) * stride, size).CopyTo(new Span<float>(queries + i * size, size));
            RowKernels.Scale(queries, 1 / MathF.Sqrt(size), count * size);
            Score(count);
            Combine(count, output + (long)first * (stride / 3));
        }
    }

    private static int Blocks(int count) => (count + Block - 1) / Block;

    private void Pack(float* key, float* value)
    {
        for (var block = 0; block < Blocks(n); block++)
        {
            // Behind the last key lies what was there before; nobody looks at its scores.
            WeightPacking.Float32(key + (long)block * Block * stride, size, Math.Min(Block, n - block * Block), keys + (long)block * Block * size, stride);
        }
        for (var position = 0; position < n; position++)
        {
            for (var channel = 0; channel < size; channel += Block)
            {
                var count = Math.Min(Block, size - channel);
                new ReadOnlySpan<float>(value + (long)position * stride + channel, count)
                    .CopyTo(new Span<float>(values + (long)channel * n + position * Block, count));
            }
        }
    }

    /// <summary>Probabilities of all positions, for some queries: exponentials, and what one of them is worth.</summary>
    private void Score(int count)
    {
        for (var block = 0; block < Blocks(n); block++)
        {
            Multiply(queries, size, count, keys + (long)block * Block * size, steps: size);
            for (var i = 0; i < count; i++)
                new ReadOnlySpan<float>(sums + i * Block, Block).CopyTo(new Span<float>(scores + (long)i * positions + block * Block, Block));
        }
        for (var i = 0; i < count; i++)
        {
            var row = scores + (long)i * positions;
            shares[i] = 1 / RowKernels.Exponentials(row, RowKernels.Largest(row, n), n);
        }
    }

    /// <summary>The sums of values, each times its probability.</summary>
    private void Combine(int count, float* output)
    {
        for (var channel = 0; channel < size; channel += Block)
        {
            Multiply(scores, positions, count, values + (long)channel * n, steps: n);
            for (var i = 0; i < count; i++)
            {
                var taken = Math.Min(Block, size - channel);
                RowKernels.Scale(sums + i * Block, shares[i], taken);
                new ReadOnlySpan<float>(sums + i * Block, taken).CopyTo(new Span<float>(output + (long)i * (stride / 3) + channel, taken));
            }
        }
    }

    /// <summary>The sums of rows times a block.</summary>
    private void Multiply(float* rows, int pitch, int count, float* block, int steps)
    {
        var stretch = new ProductStretch
        {
            Inputs = rows,
            Stride = pitch,
            Rows = count,
            Block = (byte*)block,
            End = steps,
            Sums = sums,
            Ahead = (byte*)block,
        };
        kernel(in stretch);
    }
}
