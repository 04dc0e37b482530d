using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>
/// The product of a few rows of inputs with a stretch of one block of weights. Each output is one chain of multiply-adds over the
/// inputs in their order, whatever the rows around it, the threads and, where there are fused multiply-adds, the vector width: the
/// same bits.
/// </summary>
internal static unsafe class ProductKernel<TVector, TLanes, TFormat>
    where TVector : struct
    where TLanes : struct, IVectorLanes<TVector>
    where TFormat : struct, IProductFormat<TVector>
{
    private const int Block = PackedWeights.BlockOutputs;

    /// <summary>Multiplies.</summary>
    public static void Multiply(ref readonly ProductStretch stretch)
    {
        float* inputs = stretch.Inputs, sums = stretch.Sums, scales = stretch.Scales;
        var ahead = stretch.Ahead;
        if (TFormat.PartSteps != 0 && !stretch.GoesOn)
            new Span<float>(sums, stretch.Rows * Block).Clear();
        // What will be needed next is fetched evenly over all passes, so that memory is at work all the time.
        var times = Passes(stretch.Rows) * (stretch.End - stretch.First);
        var aheadStride = (stretch.AheadBytes + times - 1) / times;
        for (var rows = stretch.Rows; rows > 0;)
        {
            var taken = Taken(rows);
            switch (taken)
            {
                case 1: FewRows<RowCounts.One>(in stretch, inputs, sums, scales, ahead, aheadStride); break;
                case 2: FewRows<RowCounts.Two>(in stretch, inputs, sums, scales, ahead, aheadStride); break;
                case 3: FewRows<RowCounts.Three>(in stretch, inputs, sums, scales, ahead, aheadStride); break;
                case 4: ManyRows<RowCounts.Four>(in stretch, inputs, sums, scales, ahead, aheadStride); break;
                case 5: ManyRows<RowCounts.Five>(in stretch, inputs, sums, scales, ahead, aheadStride); break;
                default: ManyRows<RowCounts.Six>(in stretch, inputs, sums, scales, ahead, aheadStride); break;
            }
            ahead += aheadStride * (stretch.End - stretch.First) * PassesOf(taken);
            rows -= taken;
            inputs += taken * stretch.Stride;
            sums += taken * Block;
            scales += taken * stretch.ScaleStride;
        }
    }

    /// <summary>
    /// Rows that are taken next. Ten to twelve sums at a time: as many as registers hold beside weights and inputs, and enough to hide the
    /// latency of each. Where six fit, seven rows are four and three: a single row would leave the multipliers waiting.
    /// </summary>
    private static int Taken(int rows) => TFormat.MostRows == 6 && rows is (7 or 8) ? 4 : Math.Min(rows, TFormat.MostRows);

    /// <summary>How often some rows go through the stretch: once for every two vectors of outputs, or four of few rows.</summary>
    private static int PassesOf(int rows) => Math.Max(1, Block / ((rows <= 3 ? 4 : 2) * TLanes.Count));

    private static int Passes(int rows)
    {
        var passes = 0;
        for (; rows > 0; rows -= Taken(rows))
            passes += PassesOf(Taken(rows));
        return passes;
    }

    /// <summary>Up to three rows, four vectors of outputs at a time, or two where that is the whole block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FewRows<TRows>(ref readonly ProductStretch stretch, float* inputs, float* sums, float* scales,
        byte* ahead, nint aheadStride)
        where TRows : struct, IRowCount
    {
        if (2 * TLanes.Count == Block)
        {
            ManyRows<TRows>(in stretch, inputs, sums, scales, ahead, aheadStride);
            return;
        }
        nint stride = stretch.Stride, scaleStride = stretch.ScaleStride;
        var partSteps = TFormat.PartSteps == 0 ? stretch.End - stretch.First : TFormat.PartSteps;
        float* second = inputs + stride, third = second + stride;
        for (nint output = 0; output < Block; output += 4 * TLanes.Count)
        {
            var to = sums + output;
            for (var first = stretch.First; first < stretch.End; first += partSteps)
            {
                var end = TFormat.PartSteps == 0 ? stretch.End : nint.Min(first + partSteps, stretch.End);
                var part = TFormat.Part(stretch.Block, first);
                TVector a0 = default, a1 = default, a2 = default, a3 = default;
                TVector b0 = default, b1 = default, b2 = default, b3 = default;
                TVector c0 = default, c1 = default, c2 = default, c3 = default;
                if (TFormat.PartSteps == 0 && stretch.GoesOn)
                {
                    a0 = TLanes.Load(to);
                    a1 = TLanes.Load(to + TLanes.Count);
                    a2 = TLanes.Load(to + 2 * TLanes.Count);
                    a3 = TLanes.Load(to + 3 * TLanes.Count);
                    b0 = TRows.Count > 1 ? TLanes.Load(to + Block) : default;
                    b1 = TRows.Count > 1 ? TLanes.Load(to + Block + TLanes.Count) : default;
                    b2 = TRows.Count > 1 ? TLanes.Load(to + Block + 2 * TLanes.Count) : default;
                    b3 = TRows.Count > 1 ? TLanes.Load(to + Block + 3 * TLanes.Count) : default;
                    c0 = TRows.Count > 2 ? TLanes.Load(to + 2 * Block) : default;
                    c1 = TRows.Count > 2 ? TLanes.Load(to + 2 * Block + TLanes.Count) : default;
                    c2 = TRows.Count > 2 ? TLanes.Load(to + 2 * Block + 2 * TLanes.Count) : default;
                    c3 = TRows.Count > 2 ? TLanes.Load(to + 2 * Block + 3 * TLanes.Count) : default;
                }
                var weights = part.Weights + output * TFormat.OutputBytes;
                for (var step = first; step < end; step++)
                {
                    var w0 = TFormat.Weights(part, weights);
                    var w1 = TFormat.Weights(part, weights + TLanes.Count * TFormat.OutputBytes);
                    var w2 = TFormat.Weights(part, weights + 2 * TLanes.Count * TFormat.OutputBytes);
                    var w3 = TFormat.Weights(part, weights + 3 * TLanes.Count * TFormat.OutputBytes);
                    weights += Block * TFormat.OutputBytes;
                    TLanes.Prefetch(ahead);
                    TLanes.Prefetch(ahead + PackedWeights.CacheLine);
                    ahead += aheadStride;
                    var input = TLanes.Broadcast(inputs + step);
                    a0 = TFormat.MultiplyAdd(w0, input, a0);
                    a1 = TFormat.MultiplyAdd(w1, input, a1);
                    a2 = TFormat.MultiplyAdd(w2, input, a2);
                    a3 = TFormat.MultiplyAdd(w3, input, a3);
                    if (TRows.Count > 1)
                    {
                        input = TLanes.Broadcast(second + step);
                        b0 = TFormat.MultiplyAdd(w0, input, b0);
                        b1 = TFormat.MultiplyAdd(w1, input, b1);
                        b2 = TFormat.MultiplyAdd(w2, input, b2);
                        b3 = TFormat.MultiplyAdd(w3, input, b3);
                    }
                    if (TRows.Count > 2)
                    {
                        input = TLanes.Broadcast(third + step);
                        c0 = TFormat.MultiplyAdd(w0, input, c0);
                        c1 = TFormat.MultiplyAdd(w1, input, c1);
                        c2 = TFormat.MultiplyAdd(w2, input, c2);
                        c3 = TFormat.MultiplyAdd(w3, input, c3);
                    }
                }
                var rowScale = TFormat.PartSteps == 0 ? null : scales + first / TFormat.PartSteps;
                Store(to, a0, a1, part, output, rowScale);
                Store(to + 2 * TLanes.Count, a2, a3, part, output + 2 * TLanes.Count, rowScale);
                if (TRows.Count > 1)
                {
                    Store(to + Block, b0, b1, part, output, rowScale + scaleStride);
                    Store(to + Block + 2 * TLanes.Count, b2, b3, part, output + 2 * TLanes.Count, rowScale + scaleStride);
                }
                if (TRows.Count > 2)
                {
                    Store(to + 2 * Block, c0, c1, part, output, rowScale + 2 * scaleStride);
                    Store(to + 2 * Block + 2 * TLanes.Count, c2, c3, part, output + 2 * TLanes.Count, rowScale + 2 * scaleStride);
                }
            }
        }
    }

    /// <summary>Up to six rows, two vectors of outputs at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ManyRows<TRows>(ref readonly ProductStretch stretch, float* inputs, float* sums, float* scales,
        byte* ahead, nint aheadStride)
        where TRows : struct, IRowCount
    {
        nint stride = stretch.Stride, scaleStride = stretch.ScaleStride;
        var partSteps = TFormat.PartSteps == 0 ? stretch.End - stretch.First : TFormat.PartSteps;
        float* second = inputs + stride, third = second + stride, fourth = third + stride, fifth = fourth + stride, sixth = fifth + stride;
        for (nint output = 0; output < Block; output += 2 * TLanes.Count)
        {
            var to = sums + output;
            for (var first = stretch.First; first < stretch.End; first += partSteps)
            {
                var end = TFormat.PartSteps == 0 ? stretch.End : nint.Min(first + partSteps, stretch.End);
                var part = TFormat.Part(stretch.Block, first);
                TVector a0 = default, a1 = default;
                TVector b0 = default, b1 = default;
                TVector c0 = default, c1 = default;
                TVector d0 = default, d1 = default;
                TVector e0 = default, e1 = default;
                TVector f0 = default, f1 = default;
                if (TFormat.PartSteps == 0 && stretch.GoesOn)
                {
                    a0 = TLanes.Load(to);
                    a1 = TLanes.Load(to + TLanes.Count);
                    b0 = TRows.Count > 1 ? TLanes.Load(to + Block) : default;
                    b1 = TRows.Count > 1 ? TLanes.Load(to + Block + TLanes.Count) : default;
                    c0 = TRows.Count > 2 ? TLanes.Load(to + 2 * Block) : default;
                    c1 = TRows.Count > 2 ? TLanes.Load(to + 2 * Block + TLanes.Count) : default;
                    d0 = TRows.Count > 3 ? TLanes.Load(to + 3 * Block) : default;
                    d1 = TRows.Count > 3 ? TLanes.Load(to + 3 * Block + TLanes.Count) : default;
                    e0 = TRows.Count > 4 ? TLanes.Load(to + 4 * Block) : default;
                    e1 = TRows.Count > 4 ? TLanes.Load(to + 4 * Block + TLanes.Count) : default;
                    f0 = TRows.Count > 5 ? TLanes.Load(to + 5 * Block) : default;
                    f1 = TRows.Count > 5 ? TLanes.Load(to + 5 * Block + TLanes.Count) : default;
                }
                var weights = part.Weights + output * TFormat.OutputBytes;
                for (var step = first; step < end; step++)
                {
                    var w0 = TFormat.Weights(part, weights);
                    var w1 = TFormat.Weights(part, weights + TLanes.Count * TFormat.OutputBytes);
                    weights += Block * TFormat.OutputBytes;
                    TLanes.Prefetch(ahead);
                    if (TLanes.Count * 2 == Block)
                        TLanes.Prefetch(ahead + PackedWeights.CacheLine);
                    ahead += aheadStride;
                    var input = TLanes.Broadcast(inputs + step);
                    a0 = TFormat.MultiplyAdd(w0, input, a0);
                    a1 = TFormat.MultiplyAdd(w1, input, a1);
                    if (TRows.Count > 1)
                    {
                        input = TLanes.Broadcast(second + step);
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
                        input = TLanes.Broadcast(fourth + step);
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
                        input = TLanes.Broadcast(sixth + step);
                        f0 = TFormat.MultiplyAdd(w0, input, f0);
                        f1 = TFormat.MultiplyAdd(w1, input, f1);
                    }
                }
                var rowScale = TFormat.PartSteps == 0 ? null : scales + first / TFormat.PartSteps;
                Store(to, a0, a1, part, output, rowScale);
                if (TRows.Count > 1)
                    Store(to + Block, b0, b1, part, output, rowScale + scaleStride);
                if (TRows.Count > 2)
                    Store(to + 2 * Block, c0, c1, part, output, rowScale + 2 * scaleStride);
                if (TRows.Count > 3)
                    Store(to + 3 * Block, d0, d1, part, output, rowScale + 3 * scaleStride);
                if (TRows.Count > 4)
                    Store(to + 4 * Block, e0, e1, part, output, rowScale + 4 * scaleStride);
                if (TRows.Count > 5)
                    Store(to + 5 * Block, f0, f1, part, output, rowScale + 5 * scaleStride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, TVector left, TVector right, WeightPart part, nint output, float* rowScale)
    {
        TFormat.Store(left, to, part, output, rowScale);
        TFormat.Store(right, to + TLanes.Count, part, output + TLanes.Count, rowScale);
    }
}
