using SoftCfg.Layers.Kernels;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Attention of a pass over the cache, <c>(softmax(QKᵀ / √head size) ⊙ w) V</c> in float32, of keys and values as the cache stores them. A head
/// of a row at a time: norm, rotation, writing to the cache and looking back without a pause between them.
/// </summary>
internal sealed unsafe class CpuAttention : IDisposable
{
    // Few enough for nobody to wait long, and enough to find the next one's keys fetched.
    private const int TasksAtATime = 8;

    private readonly PackedStack stack;
    private readonly KeyValueCache cache;
    private readonly nint[] keys, values;  // by layer: [slots, key/value heads, capacity, head size]
    private readonly float scale;
    private NativeBuffer? scores;  // [threads, capacity + head size]: scores, and a key

    private ForwardPass pass = null!;
    private float* weights;
    private int weightColumns, weightedRows, queriesWeighted;

    /// <summary>Looks at the memory of a cache.</summary>
    public CpuAttention(PackedStack stack, KeyValueCache cache)
    {
        (this.stack, this.cache) = (stack, cache);
        keys = new nint[stack.Blocks.Length];
        values = new nint[stack.Blocks.Length];
        for (var layer = 0; layer < stack.Blocks.Length; layer++)
        {
            keys[layer] = (nint)TensorMemory.Start(cache.AllKeys(layer), cache.Dtype);
            values[layer] = (nint)TensorMemory.Start(cache.AllValues(layer), cache.Dtype);
        }
        scale = 1 / MathF.Sqrt(stack.HeadSize);
    }

    /// <summary>A pass begins.</summary>
    /// <param name="next">The pass.</param>
    /// <param name="valueWeights">Its weights, contiguous; null where every value weighs 1.</param>
    /// <param name="threads">Threads that will attend, at most.</param>
    public void Begin(ForwardPass next, Tensor? valueWeights, int threads)
    {
        pass = next;
        weights = valueWeights is null ? null : TensorMemory.Floats(valueWeights);
        weightedRows = (int)(valueWeights?.shape[0] ?? 0);
        weightColumns = (int)(valueWeights?.shape[^1] ?? 0);
        queriesWeighted = valueWeights?.dim() == 3 ? pass.Count : 1;
        var bytes = (long)threads * Room * sizeof(float);
        if (scores is null || scores.Bytes < bytes)
        {
            scores?.Dispose();
            scores = new NativeBuffer(bytes);
        }
    }

    /// <summary>A thread's part of the heads of all rows.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="layer">The attention layer.</param>
    /// <param name="projected">(q | k | v, head, channel) of every token; queries are changed in place.</param>
    /// <param name="attended">(head, channel) of every token.</param>
    public void Attend(StepThread thread, int layer, ProductRows projected, ProductRows attended)
    {
        if (cache.Dtype == ScalarType.BFloat16)
            Attend<ushort, StoredNumbers.BFloat16>(thread, layer, projected, attended);
        else
            Attend<float, StoredNumbers.Float32>(thread, layer, projected, attended);
    }

    /// <inheritdoc/>
    public void Dispose() => scores?.Dispose();

    /// <summary>Scores of a thread: they begin a cache line.</summary>
    private int ScoreRoom => (cache.Capacity + 15) / 16 * 16;

    private int Room => ScoreRoom + (stack.HeadSize + 15) / 16 * 16;

    private void Attend<TElement, TStored>(StepThread thread, int layer, ProductRows projected, ProductRows attended)
        where TElement : unmanaged where TStored : struct, IStoredNumbers<TElement>
    {
        var tasks = pass.Rows * stack.KeyValueHeads;
        var buffer = scores!.Floats + (long)thread.Index * Room;
        var share = thread.Take(tasks, TasksAtATime);
        while (share.Take(out var first, out var end))
        {
            for (var task = first; task < end; task++)
            {
                var nextKeys = (TElement*)keys[layer] + StoreOf(Math.Min(task + 1, tasks - 1));
                Attend<TElement, TStored>(layer, task, nextKeys, projected, attended, buffer);
            }
        }
    }

    /// <summary>Where the keys and values of a task begin: of one head of one row.</summary>
    private long StoreOf(int task)
    {
        var (row, keyValueHead) = Math.DivRem(task, stack.KeyValueHeads);
        return ((long)pass.Slots[row] * stack.KeyValueHeads + keyValueHead) * cache.Capacity * stack.HeadSize;
    }

    private void Attend<TElement, TStored>(int layer, int task, TElement* nextKeys, ProductRows projected, ProductRows attended, float* buffer)
        where TElement : unmanaged where TStored : struct, IStoredNumbers<TElement>
    {
        var (row, keyValueHead) = Math.DivRem(task, stack.KeyValueHeads);
        var (block, size, heads) = (stack.Blocks[layer], stack.HeadSize, stack.Heads);
        TElement* slotKeys = (TElement*)keys[layer] + StoreOf(task), slotValues = (TElement*)values[layer] + StoreOf(task);
        var start = pass.Starts[row];
        for (var n = 0; n < pass.Count; n++)
        {
            var token = projected.Row(row * pass.Count + n);
            var key = buffer + ScoreRoom;
            block.KeyNorm.Apply(token + (heads + keyValueHead) * size, size, key, keyValueHead);
            stack.Rotation?.Apply(key, start + n);
            TStored.Store(key, size, slotKeys + (long)(start + n) * size);
            TStored.Store(token + (heads + stack.KeyValueHeads + keyValueHead) * size, size, slotValues + (long)(start + n) * size);
        }
        var group = heads / stack.KeyValueHeads;
        for (var head = keyValueHead * group; head < (keyValueHead + 1) * group; head++)
        {
            for (var n = 0; n < pass.Count; n++)
            {
                var token = row * pass.Count + n;
                var query = projected.Row(token) + head * size;
                block.QueryNorm.Apply(query, size, query, head);
                stack.Rotation?.Apply(query, start + n);
                AttentionKernel<TElement, TStored>.Attend(query, slotKeys, slotValues, start + n + 1, size, scale, WeightsOf(row, n),
                    Math.Min(weightColumns, start + n + 1), buffer, nextKeys, attended.Row(token) + head * size);
            }
        }
    }

    private float* WeightsOf(int row, int query)
    {
        if (weights is null)
            return null;
        var weighted = row - pass.Weights!.FirstRow;
        if (weighted < 0 || weighted >= weightedRows)
            return null;
        return weights + ((long)weighted * queriesWeighted + (queriesWeighted == 1 ? 0 : query)) * weightColumns;
    }
}
