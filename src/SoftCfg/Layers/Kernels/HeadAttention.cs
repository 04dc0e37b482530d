namespace SoftCfg.Layers.Kernels;

/// <summary>
/// Attention of one head of one image. Keys and values are put into blocks as weights are, so that both products are
/// <see cref="ProductKernel{TVector, TLanes, TFormat}"/>'s. Of the scores of all positions with all, those of a few queries are there
/// at a time.
/// </summary>
internal readonly unsafe ref struct HeadAttention
{
    private const int Block = PackedWeights.BlockOutputs;

    // Their scores stay in the inner caches. Where these are too small for them anyway, more queries share what is read of keys
    // and values.
    private const int FewQueries = 24, ManyQueries = 96, Long = 2048;

    // Steps of a block that all queries go through before the next ones: they stay in the second cache.
    private const int Stretch = 512;

    private readonly delegate*<ref readonly ProductStretch, void> kernel;
    private readonly float* keys, values, queries, scores, sums, shares;
    private readonly int n, size, positions;

    /// <summary>Prepares for heads of one size.</summary>
    /// <param name="shared"><see cref="SharedRoom"/> elements, for keys and values.</param>
    /// <param name="own"><see cref="OwnRoom"/> elements, of this thread alone.</param>
    /// <param name="n">Positions.</param>
    /// <param name="size">Channels of a head.</param>
    public HeadAttention(float* shared, float* own, int n, int size)
    {
        (this.n, this.size, positions) = (n, size, Blocks(n) * Block);
        kernel = ProductFunction.For(WeightFormat.Float32);
        keys = shared;                              // [block of positions, channel, 32]
        values = keys + (long)positions * size;     // [block of channels, position, 32]
        queries = own;                              // [query, channel]
        scores = queries + (long)Queries(n) * size; // [query, position]
        sums = scores + (long)Queries(n) * positions;   // [query, 32]
        shares = sums + Queries(n) * Block;         // [query]
    }

    /// <summary>Elements of memory for a head's keys and values.</summary>
    public static long SharedRoom(int n, int size) => (long)Blocks(n) * Block * size + (long)n * Blocks(size) * Block;

    /// <summary>Elements of memory that a thread needs besides.</summary>
    public static long OwnRoom(int n, int size) => Queries(n) * ((long)size + (long)Blocks(n) * Block + Block + 1);

    /// <summary>Blocks of positions: what threads share out that pack one head together.</summary>
    public static int Blocks(int count) => (count + Block - 1) / Block;

    /// <summary>Groups of queries: what threads share out that attend together.</summary>
    public static int Groups(int n) => (n + Queries(n) - 1) / Queries(n);

    /// <summary>Puts keys and values into blocks.</summary>
    /// <param name="key">The head's key at the first position.</param>
    /// <param name="value">Its value there.</param>
    /// <param name="stride">Elements from one position to the next.</param>
    /// <param name="first">The first block of positions.</param>
    /// <param name="end">The block behind the last.</param>
    public void Pack(float* key, float* value, long stride, int first, int end)
    {
        for (var block = first; block < end; block++)
        {
            // Behind the last key lies what was there before; nobody looks at its scores.
            WeightPacking.Float32(key + block * Block * stride, size, Math.Min(Block, n - block * Block), keys + (long)block * Block * size, stride);
        }
        for (var position = first * Block; position < Math.Min(n, end * Block); position++)
        {
            for (var channel = 0; channel < size; channel += Block)
            {
                var count = Math.Min(Block, size - channel);
                new ReadOnlySpan<float>(value + position * stride + channel, count)
                    .CopyTo(new Span<float>(values + (long)channel * n + (long)position * Block, count));
            }
        }
    }

    /// <summary>Attends, once all keys and values are packed.</summary>
    /// <param name="query">The head's query at the first position.</param>
    /// <param name="stride">Elements from one position to the next.</param>
    /// <param name="output">The head's place at the first position.</param>
    /// <param name="outputStride">Elements from one position to the next.</param>
    /// <param name="firstGroup">The first group of queries.</param>
    /// <param name="endGroup">The group behind the last.</param>
    public void Attend(float* query, long stride, float* output, long outputStride, int firstGroup, int endGroup)
    {
        var most = Queries(n);
        for (var first = firstGroup * most; first < Math.Min(n, endGroup * most); first += most)
        {
            var count = Math.Min(most, n - first);
            for (var i = 0; i < count; i++)
                new ReadOnlySpan<float>(query + (first + i) * stride, size).CopyTo(new Span<float>(queries + (long)i * size, size));
            RowKernels.Scale(queries, 1 / MathF.Sqrt(size), count * size);
            Score(count);
            Combine(count, output + first * outputStride, outputStride);
        }
    }

    private static int Queries(int n) => n < Long ? FewQueries : ManyQueries;

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
    private void Combine(int count, float* output, long outputStride)
    {
        for (var channel = 0; channel < size; channel += Block)
        {
            Multiply(scores, positions, count, values + (long)channel * n, steps: n);
            for (var i = 0; i < count; i++)
            {
                var taken = Math.Min(Block, size - channel);
                RowKernels.Scale(sums + i * Block, shares[i], taken);
                new ReadOnlySpan<float>(sums + i * Block, taken).CopyTo(new Span<float>(output + i * outputStride + channel, taken));
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
            Sums = sums,
            Ahead = (byte*)block,
        };
        for (var first = 0; first < steps; first += Stretch)
        {
            (stretch.First, stretch.End) = (first, Math.Min(steps, first + Stretch));
            kernel(in stretch);
            stretch.GoesOn = true;
        }
    }
}
