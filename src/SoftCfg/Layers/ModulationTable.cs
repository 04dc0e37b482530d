using SoftCfg.Layers.Kernels;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Shifts, scales and gates of all blocks. They depend on what a row is conditioned on and on a token's position alone: rows that
/// agree in both share them, and they are computed for several positions ahead, so that their weights, a third of RAR's, are read
/// once for many steps.
/// </summary>
/// <remarks>
/// Two pages of entries: when one is full, the other is emptied and filled. What a pass needs of an emptied page is computed again. Of a
/// small model a page holds whole images of all classes: images that are at different positions, as a server has them, share them too.
/// </remarks>
internal sealed unsafe class ModulationTable : IDisposable
{
    // Rows of one product that is no longer bound by reading weights.
    private const int RowsAhead = 32;

    private const int BlockChunks = 6, LastChunks = 2;

    // Blocks of a product that a thread takes at a time, at most.
    private const int BlocksAtATime = 4;

    private readonly PackedStack stack;
    private readonly StepThreads team;
    private readonly ProductRows vectors = new();
    private readonly long entrySize;
    private readonly int[] used = new int[2];  // entries of a page, those included that were left out at the end of a part
    private readonly List<NativeBuffer> parts = [];  // of all pages, one behind the other, made when they are needed
    private readonly Dictionary<(long Condition, int Position), int>[] pages = [[], []];
    private readonly List<(long Condition, int Position)> missing = [], ahead = [];
    private readonly Action<StepThread> program;
    private int[] entryOf = [];  // by token of the pass
    private int page, partSize, pageSize;  // in entries; a page is some whole parts
    private int computeFirst, computeCount;

    /// <summary>Makes an empty table.</summary>
    /// <param name="stack">The blocks.</param>
    /// <param name="team">Who computes.</param>
    public ModulationTable(PackedStack stack, StepThreads team)
    {
        (this.stack, this.team) = (stack, team);
        entrySize = (long)(stack.Blocks.Length * BlockChunks + LastChunks) * stack.Channels;
        program = Compute;
    }

    /// <summary>Finds or computes what a pass needs.</summary>
    public void Prepare(ForwardPass pass, Conditioning conditioning, int threads)
    {
        var tokens = pass.Rows * pass.Count;
        if (entryOf.Length < tokens)
            entryOf = new int[tokens];
        Resize(tokens);
        using var scope = NewDisposeScope();
        var conditions = TensorMemory.Longs(pass.Conditions!.contiguous());
        Look(pass, conditions);
        if (missing.Count > 0)
        {
            // What is computed together lies in one part.
            if (Left < missing.Count)
                used[page] += Left;
            if (used[page] == pageSize)
            {
                page = 1 - page;
                used[page] = 0;
                pages[page].Clear();
                Look(pass, conditions);
            }
            Fill(conditioning, threads, pass.Capacity, pass.Tokens.device);
            Look(pass, conditions);
        }
    }

    /// <summary>A chunk of a block's modulation of a token.</summary>
    public float* Chunk(int token, int layer, int chunk) => Entry(entryOf[token]) + (long)(layer * BlockChunks + chunk) * stack.Channels;

    /// <summary>A chunk of the last norm's modulation of a token: 0 is the scale, 1 the shift.</summary>
    public float* Last(int token, int chunk) => Chunk(token, stack.Blocks.Length, chunk);

    /// <inheritdoc/>
    public void Dispose()
    {
        vectors.Dispose();
        FreeParts();
    }

    /// <summary>Entries that are free behind the used ones, in their part of the page.</summary>
    private int Left => partSize - used[page] % partSize;

    private float* Entry(int entry) => parts[entry / partSize].Floats + entry % partSize * entrySize;

    private void Resize(int tokens)
    {
        var size = Math.Max(2 * RowsAhead, tokens);
        if (size <= partSize)
            return;
        partSize = size;
        pageSize = (int)Math.Max(1, stack.ModulationPageBytes / (partSize * entrySize * sizeof(float))) * partSize;
        FreeParts();
        used.AsSpan().Clear();
        foreach (var entry in pages)
            entry.Clear();
    }

    private void FreeParts()
    {
        parts.ForEach(part => part.Dispose());
        parts.Clear();
    }

    /// <summary>Notes the entry of every token of a pass, and which are missing.</summary>
    private void Look(ForwardPass pass, long* conditions)
    {
        missing.Clear();
        for (var row = 0; row < pass.Rows; row++)
        {
            for (var n = 0; n < pass.Count; n++)
            {
                var key = (conditions[row], pass.Starts[row] + n);
                if (pages[0].TryGetValue(key, out var entry) || pages[1].TryGetValue(key, out entry))
                    entryOf[row * pass.Count + n] = entry;
                else if (!missing.Contains(key))
                    missing.Add(key);
            }
        }
    }

    /// <summary>Computes what is missing, and as many positions after it as fit.</summary>
    private void Fill(Conditioning conditioning, int threads, int positions, Device device)
    {
        ahead.Clear();
        ahead.AddRange(missing);
        for (var further = 1; ahead.Count + missing.Count <= Math.Min(RowsAhead, Left); further++)
        {
            var before = ahead.Count;
            foreach (var (condition, position) in missing)
            {
                var key = (condition, position + further);
                if (key.Item2 < positions && !pages[0].ContainsKey(key) && !pages[1].ContainsKey(key) && !ahead.Contains(key))
                    ahead.Add(key);
            }
            if (ahead.Count == before)
                break;
        }
        using var conditions = tensor(ahead.Select(key => key.Condition).ToArray(), ScalarType.Int64, device);
        using var places = tensor(ahead.Select(key => (long)key.Position).ToArray(), ScalarType.Int64, device);
        using var computed = conditioning(conditions, table => table.Rows(places).unsqueeze(1)).contiguous();  // [count, 1, channels]
        (computeFirst, computeCount) = (page * pageSize + used[page], ahead.Count);
        while (parts.Count <= computeFirst / partSize)
            parts.Add(new NativeBuffer(partSize * entrySize * sizeof(float)));
        vectors.Resize(computeCount, stack.Channels);
        var size = computeCount * stack.Channels;
        new ReadOnlySpan<float>(TensorMemory.Floats(computed), size).CopyTo(new Span<float>(vectors.Values, size));
        foreach (var key in ahead)
            pages[page].Add(key, page * pageSize + used[page]++);
        team.Run(threads, program);
    }

    private void Compute(StepThread thread)
    {
        var (first, end) = thread.Share(computeCount);
        for (var row = first; row < end; row++)
        {
            RowActivations.Silu(vectors.Row(row), stack.Channels);
            vectors.Round(row, stack.Modulation!.Format);
        }
        thread.Meet();
        var to = Entry(computeFirst);
        for (var layer = 0; layer < stack.Blocks.Length; layer++)
            Multiply(thread, stack.Blocks[layer].Modulation!, to + (long)layer * BlockChunks * stack.Channels);
        Multiply(thread, stack.Modulation!, to + (long)stack.Blocks.Length * BlockChunks * stack.Channels);
    }

    private void Multiply(StepThread thread, PackedWeights weights, float* to)
    {
        var share = thread.Take(weights.Blocks, BlocksAtATime);
        while (share.Take(out var first, out var end))
            weights.Multiply(vectors, computeCount, to, entrySize, first, end);
    }
}
