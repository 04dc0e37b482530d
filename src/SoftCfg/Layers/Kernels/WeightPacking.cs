using System.Runtime.CompilerServices;

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
                block[(long)input * Outputs + output] = BFloat16(row[input]);
        }
    }

    /// <summary>int8: [input / 2][output][2], with a scale per output.</summary>
    public static void Int8(float* rows, int inputs, int outputs, sbyte* block, float* scales)
    {
        for (var output = 0; output < outputs; output++)
        {
            var row = rows + (long)output * inputs;
            var largest = RowKernels.LargestMagnitude(row, inputs);
            scales[output] = largest / PackedWeights.LargestWhole;
            var factor = largest == 0 ? 0 : PackedWeights.LargestWhole / largest;
            for (var input = 0; input < inputs; input++)
                block[((long)(input / 2) * Outputs + output) * 2 + input % 2] = (sbyte)MathF.Round(row[input] * factor);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ushort BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    }

    private static (float Low, float High) Range(float* row, int first, int end)
    {
        var (low, high) = (row[first], row[first]);
        for (var i = first + 1; i < end; i++)
            (low, high) = (MathF.Min(low, row[i]), MathF.Max(high, row[i]));
        return (low, high);
    }
}
