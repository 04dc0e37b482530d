using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>
/// The product of a few rows of inputs with one block of weights. Each output is one chain of multiply-adds over the inputs in
/// their order, whatever the rows around it, the threads and, where there are fused multiply-adds, the vector width: the same bits.
/// </summary>
internal static unsafe class ProductKernel<TVector, TLanes, TFormat>
    where TVector : struct
    where TLanes : struct, IVectorLanes<TVector>
    where TFormat : struct, IProductFormat<TVector>
{
    private const int MostRows = 6;

    /// <summary>Multiplies rows with a block.</summary>
    /// <param name="inputs">[rows, stride]: 32-bit elements.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="block">The block's weights.</param>
    /// <param name="first">The first step.</param>
    /// <param name="end">The step behind the last.</param>
    /// <param name="sums">[rows, <see cref="PackedWeights.BlockOutputs"/>]: 32 bits each, overwritten.</param>
    public static void Multiply(float* inputs, nint stride, int rows, byte* block, nint first, nint end, float* sums)
    {
        while (rows > 0)
        {
            // 12 sums at a time: as many as registers hold beside weights and inputs, and enough to hide the latency of each.
            // Seven rows are four and three: two rows would leave the multipliers waiting.
            var taken = rows is 7 or 8 ? 4 : Math.Min(rows, MostRows);
            switch (taken)
            {
                case 1: FewRows<RowCounts.One>(inputs, stride, block, first, end, sums); break;
                case 2: FewRows<RowCounts.Two>(inputs, stride, block, first, end, sums); break;
                case 3: FewRows<RowCounts.Three>(inputs, stride, block, first, end, sums); break;
                case 4: ManyRows<RowCounts.Four>(inputs, stride, block, first, end, sums); break;
                case 5: ManyRows<RowCounts.Five>(inputs, stride, block, first, end, sums); break;
                default: ManyRows<RowCounts.Six>(inputs, stride, block, first, end, sums); break;
            }
            rows -= taken;
            inputs += taken * stride;
            sums += taken * PackedWeights.BlockOutputs;
        }
    }

    /// <summary>Up to three rows, four vectors of outputs at a time, or two where that is the whole block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FewRows<TRows>(float* inputs, nint stride, byte* block, nint first, nint end, float* sums)
        where TRows : struct, IRowCount
    {
        if (PackedWeights.BlockOutputs / TLanes.Count == 2)
        {
            ManyRows<TRows>(inputs, stride, block, first, end, sums);
            return;
        }
        for (var output = 0; output < PackedWeights.BlockOutputs; output += 4 * TLanes.Count)
        {
            TVector a0 = default, a1 = default, a2 = default, a3 = default;
            TVector b0 = default, b1 = default, b2 = default, b3 = default;
            TVector c0 = default, c1 = default, c2 = default, c3 = default;
            for (var step = first; step < end; step++)
            {
                var w0 = TFormat.Weights(block, step, output);
                var w1 = TFormat.Weights(block, step, output + TLanes.Count);
                var w2 = TFormat.Weights(block, step, output + 2 * TLanes.Count);
                var w3 = TFormat.Weights(block, step, output + 3 * TLanes.Count);
                var input = TLanes.Broadcast(inputs + step);
                a0 = TFormat.MultiplyAdd(w0, input, a0);
                a1 = TFormat.MultiplyAdd(w1, input, a1);
                a2 = TFormat.MultiplyAdd(w2, input, a2);
                a3 = TFormat.MultiplyAdd(w3, input, a3);
                if (TRows.Count > 1)
                {
                    input = TLanes.Broadcast(inputs + stride + step);
                    b0 = TFormat.MultiplyAdd(w0, input, b0);
                    b1 = TFormat.MultiplyAdd(w1, input, b1);
                    b2 = TFormat.MultiplyAdd(w2, input, b2);
                    b3 = TFormat.MultiplyAdd(w3, input, b3);
                }
                if (TRows.Count > 2)
                {
                    input = TLanes.Broadcast(inputs + 2 * stride + step);
                    c0 = TFormat.MultiplyAdd(w0, input, c0);
                    c1 = TFormat.MultiplyAdd(w1, input, c1);
                    c2 = TFormat.MultiplyAdd(w2, input, c2);
                    c3 = TFormat.MultiplyAdd(w3, input, c3);
                }
            }
            var to = sums + output;
            Store(to, a0, a1);
            Store(to + 2 * TLanes.Count, a2, a3);
            if (TRows.Count > 1)
            {
                Store(to + PackedWeights.BlockOutputs, b0, b1);
                Store(to + PackedWeights.BlockOutputs + 2 * TLanes.Count, b2, b3);
            }
            if (TRows.Count > 2)
            {
                Store(to + 2 * PackedWeights.BlockOutputs, c0, c1);
                Store(to + 2 * PackedWeights.BlockOutputs + 2 * TLanes.Count, c2, c3);
            }
        }
    }

    /// <summary>Up to six rows, two vectors of outputs at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ManyRows<TRows>(float* inputs, nint stride, byte* block, nint first, nint end, float* sums)
        where TRows : struct, IRowCount
    {
        // Three base addresses reach six rows.
        float* third = inputs + 2 * stride, fifth = inputs + 4 * stride;
        for (var output = 0; output < PackedWeights.BlockOutputs; output += 2 * TLanes.Count)
        {
            TVector a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default;
            TVector d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
            for (var step = first; step < end; step++)
            {
                var w0 = TFormat.Weights(block, step, output);
                var w1 = TFormat.Weights(block, step, output + TLanes.Count);
                var input = TLanes.Broadcast(inputs + step);
                a0 = TFormat.MultiplyAdd(w0, input, a0);
                a1 = TFormat.MultiplyAdd(w1, input, a1);
                if (TRows.Count > 1)
                {
                    input = TLanes.Broadcast(inputs + stride + step);
                    b0 = TFormat.MultiplyAdd(w0, input, b0);
                    b1 = TFormat.MultiplyAdd(w1, input, b1);
                }
                if (TRows.Count > 2)
                {
                    input = TLanes.Broadcast(third + step);
                    c0 = TFormat.MultiplyAdd(w0, input, c0);
                    c1 = TFormat.MultiplyAdd(w1, input, c1);
                }
                if (TRows.Count > 3)
                {
                    input = TLanes.Broadcast(third + stride + step);
                    d0 = TFormat.MultiplyAdd(w0, input, d0);
                    d1 = TFormat.MultiplyAdd(w1, input, d1);
                }
                if (TRows.Count > 4)
                {
                    input = TLanes.Broadcast(fifth + step);
                    e0 = TFormat.MultiplyAdd(w0, input, e0);
                    e1 = TFormat.MultiplyAdd(w1, input, e1);
                }
                if (TRows.Count > 5)
                {
                    input = TLanes.Broadcast(fifth + stride + step);
                    f0 = TFormat.MultiplyAdd(w0, input, f0);
                    f1 = TFormat.MultiplyAdd(w1, input, f1);
                }
            }
            var to = sums + output;
            Store(to, a0, a1);
            if (TRows.Count > 1)
                Store(to + PackedWeights.BlockOutputs, b0, b1);
            if (TRows.Count > 2)
                Store(to + 2 * PackedWeights.BlockOutputs, c0, c1);
            if (TRows.Count > 3)
                Store(to + 3 * PackedWeights.BlockOutputs, d0, d1);
            if (TRows.Count > 4)
                Store(to + 4 * PackedWeights.BlockOutputs, e0, e1);
            if (TRows.Count > 5)
                Store(to + 5 * PackedWeights.BlockOutputs, f0, f1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, TVector left, TVector right)
    {
        TLanes.Store(left, to);
        TLanes.Store(right, to + TLanes.Count);
    }
}
