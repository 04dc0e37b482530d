using SoftCfg.Layers.Kernels;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// The passes of one session through a packed stack: its buffers, and the program that all threads go through together. Every
/// thread does its share of each stage; they meet where a stage needs what others made. Nothing is allocated per pass but the
/// logits, and nothing depends on how many threads there are.
/// </summary>
internal sealed unsafe class CpuStep : IDisposable
{
    // Blocks of a product that a thread takes at a time, at most.
    private const int BlocksAtATime = 4;

    private readonly PackedStack stack;
    private readonly StepThreads team;
    private readonly CpuAttention attention;
    private readonly ModulationTable? modulations;
    private readonly Action<StepThread> program;
    // What products take in: the normalised stream, what attention returns, the channels inside the feed-forward layer.
    private readonly ProductRows normal = new(), attended = new(), between = new();
    // What they return: queries, keys and values; what is added to the stream; the gate.
    private readonly ProductRows projected = new(), added = new(), gate = new();

    private int tokens, logitCount, tokensPerRow;
    private float* stream, logits;

    /// <summary>Allocates what does not depend on a pass.</summary>
    internal CpuStep(PackedStack stack, KeyValueCache cache, StepThreads team)
    {
        (this.stack, this.team) = (stack, team);
        attention = new CpuAttention(stack, cache);
        modulations = stack.Modulation is null ? null : new ModulationTable(stack, team);
        program = Run;
    }

    /// <summary>The step that belongs to a session's cache: made at its first pass, freed with the cache.</summary>
    public static CpuStep Of(PackedStack stack, KeyValueCache cache)
    {
        if (cache.Workspace is not CpuStep step || step.stack != stack)
        {
            cache.Workspace?.Dispose();
            cache.Workspace = step = new CpuStep(stack, cache, StepThreads.Shared);
        }
        return step;
    }

    /// <summary>Runs a pass: see <see cref="TransformerStack.Forward(Tensor, ForwardPass, KeyValueCache, Conditioning?)"/>.</summary>
    public Tensor Forward(Tensor embedded, ForwardPass pass, Conditioning? conditioning) =>
        Forward(embedded, pass, conditioning, KernelThreads.For((long)pass.Rows * pass.Count * stack.BlockMultiplications));

    /// <summary>Runs a pass on so many threads.</summary>
    internal Tensor Forward(Tensor embedded, ForwardPass pass, Conditioning? conditioning, int threads)
    {
        using var scope = NewDisposeScope();
        var result = empty([pass.Rows, pass.LogitCount, stack.Head.Outputs], ScalarType.Float32, embedded.device);
        // The stream is changed in place, and the caller keeps what it gave.
        var copy = embedded.contiguous().clone();
        stream = TensorMemory.Floats(copy);
        logits = result.NumberOfElements == 0 ? null : TensorMemory.Floats(result);
        (tokens, tokensPerRow, logitCount) = (pass.Rows * pass.Count, pass.Count, pass.LogitCount);
        normal.Resize(tokens, stack.Channels);
        attended.Resize(tokens, stack.Heads * stack.HeadSize);
        between.Resize(tokens, stack.Intermediate);
        projected.Resize(tokens, stack.Projected);
        added.Resize(tokens, stack.Channels);
        if (stack.Blocks[0].Gate is not null)
            gate.Resize(tokens, stack.Intermediate);
        using var weights = pass.Weights?.Values.contiguous();
        attention.Begin(pass, weights, threads);
        modulations?.Prepare(pass, conditioning!, threads);
        team.Run(threads, program);
        return result.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var rows in new[] { normal, attended, between, projected, added, gate })
            rows.Dispose();
        attention.Dispose();
        modulations?.Dispose();
    }

    /// <summary>One thread's part of a pass.</summary>
    private void Run(StepThread thread)
    {
        for (var layer = 0; layer < stack.Blocks.Length; layer++)
        {
            var block = stack.Blocks[layer];
            Normalise(thread, block.AttentionNorm, layer, chunk: 0, block.Inputs[0].Format);
            Project(thread, block);
            thread.Meet();
            attention.Attend(thread, layer, projected, attended);
            thread.Meet();
            Round(thread, attended, block.Output);
            AddTo(thread, block.Output, attended, layer, gateChunk: 2);
            Normalise(thread, block.FeedForwardNorm, layer, chunk: 3, block.Up.Format);
            Expand(thread, block);
            thread.Meet();
            Round(thread, between, block.Down);
            AddTo(thread, block.Down, between, layer, gateChunk: 5);
        }
        Finish(thread);
    }

    /// <summary>The stream, normalised, and shifted and scaled where the block is conditioned.</summary>
    private void Normalise(StepThread thread, NormKernel norm, int layer, int chunk, WeightFormat format)
    {
        var (first, end) = thread.Share(tokens);
        for (var token = first; token < end; token++)
        {
            var row = normal.Row(token);
            norm.Apply(stream + (long)token * stack.Channels, stack.Channels, row);
            if (modulations is not null)
                RowKernels.Modulate(row, modulations.Chunk(token, layer, chunk), modulations.Chunk(token, layer, chunk + 1), stack.Channels);
            normal.Round(token, format);
        }
        thread.Meet();
    }

    /// <summary>Rounds rows of which other threads wrote parts.</summary>
    private void Round(StepThread thread, ProductRows rows, PackedWeights weights)
    {
        if (!weights.IsWhole)
            return;
        var (first, end) = thread.Share(tokens);
        for (var token = first; token < end; token++)
            rows.Round(token, weights.Format);
        thread.Meet();
    }

    /// <summary>Queries, keys and values, side by side.</summary>
    private void Project(StepThread thread, PackedBlock block)
    {
        var column = 0;
        foreach (var input in block.Inputs)
        {
            var share = thread.Take(input.Blocks, BlocksAtATime);
            while (share.Take(out var first, out var end))
                input.Multiply(normal, tokens, projected.Values + column, projected.Channels, first, end);
            column += input.Outputs;
        }
    }

    /// <summary>A product that is added to the stream, gated where the block is conditioned.</summary>
    private void AddTo(StepThread thread, PackedWeights weights, ProductRows from, int layer, int gateChunk)
    {
        var share = thread.Take(weights.Blocks, BlocksAtATime);
        while (share.Take(out var first, out var end))
        {
            weights.Multiply(from, tokens, added.Values, added.Channels, first, end);
            var (column, count) = weights.Columns(first, end);
            for (var token = 0; token < tokens; token++)
            {
                var row = stream + (long)token * stack.Channels + column;
                var sum = added.Row(token) + column;
                if (modulations is null)
                    RowKernels.Add(row, sum, count);
                else
                    RowKernels.AddProduct(row, modulations.Chunk(token, layer, gateChunk) + column, sum, count);
            }
        }
        thread.Meet();
    }

    /// <summary>The first half of the feed-forward layer; who computes columns of the product computes those of the gate: nobody waits.</summary>
    private void Expand(StepThread thread, PackedBlock block)
    {
        var share = thread.Take(block.Up.Blocks, BlocksAtATime);
        while (share.Take(out var first, out var end))
        {
            block.Up.Multiply(normal, tokens, between.Values, between.Channels, first, end);
            block.Gate?.Multiply(normal, tokens, gate.Values, gate.Channels, first, end);
            var (column, count) = block.Up.Columns(first, end);
            for (var token = 0; token < tokens; token++)
            {
                var row = between.Row(token) + column;
                if (block.Gate is null)
                {
                    RowActivations.Gelu(row, count);
                    continue;
                }
                var gated = gate.Row(token) + column;
                RowActivations.Silu(gated, count);
                RowKernels.Multiply(row, gated, count);
            }
        }
    }

    /// <summary>The last norm and the logits of the tokens they are wanted of.</summary>
    private void Finish(StepThread thread)
    {
        var asked = tokens / tokensPerRow * logitCount;
        var (first, end) = thread.Share(asked);
        for (var i = first; i < end; i++)
        {
            var token = i / logitCount * tokensPerRow + tokensPerRow - logitCount + i % logitCount;
            var row = normal.Row(i);
            stack.Norm.Apply(stream + (long)token * stack.Channels, stack.Channels, row);
            if (modulations is not null)
                RowKernels.Modulate(row, modulations.Last(token, 1), modulations.Last(token, 0), stack.Channels);
            normal.Round(i, stack.Head.Format);
        }
        thread.Meet();
        var share = thread.Take(asked == 0 ? 0 : stack.Head.Blocks, BlocksAtATime);
        while (share.Take(out var block, out var last))
            stack.Head.Multiply(normal, asked, logits, stack.Head.Outputs, block, last);
    }
}
