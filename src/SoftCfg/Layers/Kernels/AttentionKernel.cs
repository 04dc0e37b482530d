using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SoftCfg.Layers.Kernels;

/// <summary>Attention of one query over the keys and values of one head, in float32.</summary>
/// <typeparam name="TElement">A stored number of keys and values.</typeparam>
/// <typeparam name="TStored">How they are stored.</typeparam>
internal static unsafe class AttentionKernel<TElement, TStored>
    where TElement : unmanaged
    where TStored : struct, IStoredNumbers<TElement>
{
    /// <summary><c>(softmax(q Kᵀ · scale) ⊙ w) V</c>.</summary>
    /// <param name="query">[size].</param>
    /// <param name="keys">[length, size].</param>
    /// <param name="values">[length, size].</param>
    /// <param name="length">Positions the query sees.</param>
    /// <param name="size">Channels of a head.</param>
    /// <param name="scale">What scores are multiplied with.</param>
    /// <param name="weights">[weighted]; null where every value weighs 1.</param>
    /// <param name="weighted">Positions that weigh something else than 1, the first ones.</param>
    /// <param name="scores">Room for <paramref name="length"/> numbers.</param>
    /// <param name="nextKeys">
    /// The keys that are read next; as many as these are fetched meanwhile, so at least that much memory must be there.
    /// </param>
    /// <param name="output">[size].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Attend(float* query, TElement* keys, TElement* values, int length, int size, float scale, float* weights, int weighted,
        float* scores, TElement* nextKeys, float* output)
    {
        Score(query, keys, length, size, scale, scores, values);
        var sum = RowKernels.Exponentials(scores, RowKernels.Largest(scores, length), length);
        RowKernels.Scale(scores, 1 / sum, length);
        if (weights is not null)
            RowKernels.Multiply(scores, weights, weighted);
        Combine(scores, values, length, size, output, nextKeys);
    }

    /// <summary>
    /// Asks for memory that is read next. Keys and values of a head are a few kilobytes that lie far from those of the next one: left to
    /// itself, the processor waits for the beginning of each.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(TElement* start, int count)
    {
        if (!Sse.IsSupported)
            return;
        for (var i = 0; i < count; i += PackedWeights.CacheLine / sizeof(TElement))
            Sse.Prefetch0(start + i);
    }

    /// <summary>The inner products of the query with all keys, scaled; four keys at a time, so that the query is loaded once for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Score(float* query, TElement* keys, int length, int size, float scale, float* scores, TElement* next)
    {
        var position = 0;
        for (; position <= length - 4; position += 4, keys += 4L * size)
        {
            Fetch(next + (long)position * size, 4 * size);
            Vector<float> a = default, b = default, c = default, d = default;
            var channel = 0;
            for (; channel <= size - Vector<float>.Count; channel += Vector<float>.Count)
            {
                var part = Vector.Load(query + channel);
                a = Vector.MultiplyAddEstimate(part, TStored.Load(keys + channel), a);
                b = Vector.MultiplyAddEstimate(part, TStored.Load(keys + size + channel), b);
                c = Vector.MultiplyAddEstimate(part, TStored.Load(keys + 2 * size + channel), c);
                d = Vector.MultiplyAddEstimate(part, TStored.Load(keys + 3 * size + channel), d);
            }
            scores[position] = (Vector.Sum(a) + Rest(query, keys, channel, size)) * scale;
            scores[position + 1] = (Vector.Sum(b) + Rest(query, keys + size, channel, size)) * scale;
            scores[position + 2] = (Vector.Sum(c) + Rest(query, keys + 2 * size, channel, size)) * scale;
            scores[position + 3] = (Vector.Sum(d) + Rest(query, keys + 3 * size, channel, size)) * scale;
        }
        for (; position < length; position++, keys += size)
        {
            Vector<float> sum = default;
            var channel = 0;
            for (; channel <= size - Vector<float>.Count; channel += Vector<float>.Count)
                sum = Vector.MultiplyAddEstimate(Vector.Load(query + channel), TStored.Load(keys + channel), sum);
            scores[position] = (Vector.Sum(sum) + Rest(query, keys, channel, size)) * scale;
        }
    }

    /// <summary>What whole vectors left of an inner product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Rest(float* query, TElement* key, int first, int size)
    {
        var sum = 0f;
        for (var i = first; i < size; i++)
            sum += query[i] * TStored.Read(key + i);
        return sum;
    }

    /// <summary>The sum of values, each times its probability.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine(float* probabilities, TElement* values, int length, int size, float* output, TElement* next)
    {
        var width = Vector<float>.Count;
        var channel = 0;
        for (; channel <= size - 4 * width; channel += 4 * width)
        {
            Vector<float> a = default, b = default, c = default, d = default;
            var value = values + channel;
            for (var position = 0; position < length; position++, value += size)
            {
                if (channel == 0)
                    Fetch(next + (long)position * size, size);
                var factor = new Vector<float>(probabilities[position]);
                a = Vector.MultiplyAddEstimate(factor, TStored.Load(value), a);
                b = Vector.MultiplyAddEstimate(factor, TStored.Load(value + width), b);
                c = Vector.MultiplyAddEstimate(factor, TStored.Load(value + 2 * width), c);
                d = Vector.MultiplyAddEstimate(factor, TStored.Load(value + 3 * width), d);
            }
            Vector.Store(a, output + channel);
            Vector.Store(b, output + channel + width);
            Vector.Store(c, output + channel + 2 * width);
            Vector.Store(d, output + channel + 3 * width);
        }
        for (; channel <= size - width; channel += width)
        {
            Vector<float> sum = default;
            for (var position = 0; position < length; position++)
                sum = Vector.MultiplyAddEstimate(new Vector<float>(probabilities[position]), TStored.Load(values + (long)position * size + channel), sum);
            Vector.Store(sum, output + channel);
        }
        for (; channel < size; channel++)
        {
            var sum = 0f;
            for (var position = 0; position < length; position++)
                sum += probabilities[position] * TStored.Read(values + (long)position * size + channel);
            output[channel] = sum;
        }
    }
}
