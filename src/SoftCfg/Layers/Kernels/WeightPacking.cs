using System.Numerics;

namespace SoftCfg.Layers.Kernels;

/// <summary>Puts weights into blocks: the outputs of a block lie side by side, input after input.</summary>
internal static unsafe class WeightPacking
{
    private const int Outputs = PackedWeights.BlockOutputs;

    /// <summary>float32: [input][output].</summary>
    public static void Float32(float* rows, int inputs, int outputs, float* block) => Float32(rows, inputs, outputs, block, inputs);

    /// <summary>The same of rows that lie <paramref name="stride"/> elements apart.</summary>
    public static void Float32(float* rows, int inputs, int outputs, float* block, long stride)
    {
        for (var output = 0; output < outputs; output++)
        {
            var row = rows + output * stride;
            for (var input = 0; input < inputs; input++)
                block[(long)input * Outputs + output] = row[input];
        }
    }

    /// <summary>bfloat16, rounded to nearest, halves to even: [input][output].</summary>
    public static void BFloat16(float* rows, int inputs, int outputs, ushort* block)
    {
        for (var output = 0; output < outputs; output++)
        {
            var row = rows + (long)output * inputs;
            for (var input = 0; input < inputs; input++)
                block[(long)input * Outputs + output] = StoredNumbers.BFloat16.Round(row[input]);
        }
    }

    /// <summary>
    /// int8, a group of 128 inputs after the other (<see cref="ProductFormats.Int8{TVector, TLanes}"/>), with a scale per group and output. No
    /// two weights that are added up in 16 bits have a sum beyond ±128: <c>scale = max(|w₀|, |w₁|, |w₀ + w₁|) / 127</c>, over these pairs.
    /// The sum of the weights, scaled, is there to take away what zeros of the inputs are worth.
    /// </summary>
    public static void Int8(float* rows, int inputs, int outputs, byte* block, float* sums)
    {
        var wholes = stackalloc sbyte[PackedWeights.GroupInputs];
        for (var output = 0; output < outputs; output++)
        {
            var row = rows + (long)output * inputs;
            for (var first = 0; first < inputs; first += PackedWeights.GroupInputs)
            {
                var group = block + first / PackedWeights.GroupInputs * PackedWeights.ByteGroupBytes;
                var weights = (int*)group + Outputs;
                var count = Math.Min(PackedWeights.GroupInputs, inputs - first);
                var largest = LargestPair(row + first, count);
                var sum = RowKernels.Round(row + first, largest == 0 ? 0 : PackedWeights.LargestWhole / largest, count, wholes);
                new Span<sbyte>(wholes + count, PackedWeights.GroupInputs - count).Clear();
                for (var step = 0; step < (count + 3) / 4; step++)
                    weights[step * Outputs + output] = ((int*)wholes)[step];
                var scale = largest / PackedWeights.LargestWhole;
                ((float*)group)[output] = scale;
                sums[first / PackedWeights.GroupInputs * Outputs + output] = sum * scale;
            }
        }
    }

    /// <summary>
    /// 4 bits, two inputs that are 32 apart in a byte (<see cref="ProductFormats.Int4{TVector, TLanes}"/>), with a scale and a least value per group of 128 inputs and output:
    /// <c>scale = max(max w - min w, 1e-6) / 15, q = round((w - min w) / scale), w ≈ q scale + min w</c>.
    /// </summary>
    /// <remarks>The formula of torchao's int4 weight-only quantisation, which the release of Lumina-mGPT 2.0 asks for.</remarks>
    public static void Int4(float* rows, int inputs, int outputs, byte* block, float* scales, float* least)
    {
        var groups = (inputs + PackedWeights.GroupInputs - 1) / PackedWeights.GroupInputs;
        for (var output = 0; output < outputs; output++)
        {
            for (var group = 0; group < groups; group++)
            {
                var first = group * PackedWeights.GroupInputs;
                var row = rows + (long)output * inputs;
                var end = Math.Min(inputs, first + PackedWeights.GroupInputs);
                var (low, high) = Range(row, first, end);
                var scale = MathF.Max(high - low, 1e-6f) / 15;
                // Over the zero point in the middle, as torchao has it: rounded like this, the same steps come out.
                var origin = low + 8 * scale - 8 * scale;
                scales[group * Outputs + output] = scale;
                least[group * Outputs + output] = low;
                for (var input = first; input < end; input++)
                {
                    var whole = (uint)Math.Clamp(MathF.Round((row[input] - origin) / scale), 0, 15);
                    var (step, part) = (input / 4 % PackedWeights.NibblePartSteps, input / 4 / PackedWeights.NibblePartSteps);
                    var place = ((long)(part / 2 * PackedWeights.NibblePartSteps + step) * Outputs + output) * 4 + input % 4;
                    block[place] |= (byte)(whole << (part % 2 * 4));
                }
            }
        }
    }

    /// <summary>The largest magnitude of a weight or of the sum of two, of those that are added up first.</summary>
    private static float LargestPair(float* row, int count)
    {
        var largest = RowKernels.LargestMagnitude(row, count);
        // Each number plus the next; of these, every other one.
        var isFirst = Vector.AsVectorSingle(new Vector<long>(uint.MaxValue));
        Vector<float> sums = default;
        var i = 0;
        for (; i < count - Vector<float>.Count; i += Vector<float>.Count)
            sums = Vector.Max(sums, Vector.Abs(Vector.BitwiseAnd(Vector.Load(row + i) + Vector.Load(row + i + 1), isFirst)));
        for (var lane = 0; lane < Vector<float>.Count; lane++)
            largest = MathF.Max(largest, sums[lane]);
        for (; i < count - 1; i += 2)
            largest = MathF.Max(largest, MathF.Abs(row[i] + row[i + 1]));
        return largest;
    }

    private static (float Low, float High) Range(float* row, int first, int end)
    {
        var (low, high) = (row[first], row[first]);
        for (var i = first + 1; i < end; i++)
            (low, high) = (MathF.Min(low, row[i]), MathF.Max(high, row[i]));
        return (low, high);
    }
}
