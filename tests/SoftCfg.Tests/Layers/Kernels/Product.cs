using System.Runtime.Intrinsics;
using SoftCfg.Decoding;
using SoftCfg.Layers;
using SoftCfg.Layers.Kernels;

namespace SoftCfg.Tests.Layers.Kernels;

/// <summary>Inputs, weights and biases, and their product computed in several ways.</summary>
internal sealed unsafe class Product
{
    private readonly int rows, inputs, outputs;
    private readonly float[] input, weights, bias;

    public Product(int rows, int inputs, int outputs, Func<int, int, float>? weight = null, Func<int, int, float>? input = null)
    {
        (this.rows, this.inputs, this.outputs) = (rows, inputs, outputs);
        var random = new SampleRandom(7);
        float Uniform(int stream, int i) => (float)(2 * random.Uniform(i, stream) - 1);
        weights = Fill(outputs, inputs, weight ?? ((o, i) => Uniform(1, o * inputs + i)));
        this.input = Fill(rows, inputs, input ?? ((r, i) => Uniform(2, r * inputs + i) * (i % 17 + 1)));
        bias = weight is null ? Fill(1, outputs, (_, o) => Uniform(3, o)) : new float[outputs];
    }

    private Product(Product of, float[] input, float[] weights)
    {
        (rows, inputs, outputs, bias) = (input.Length / of.inputs, of.inputs, of.outputs, of.bias);
        (this.input, this.weights) = (input, weights);
    }

    public Product Only(int row) => new(this, input[(row * inputs)..((row + 1) * inputs)], weights);

    /// <summary>The same product with the weights that a format stores, by its definition.</summary>
    public Product WithStoredWeights(WeightFormat format)
    {
        var stored = weights.ToArray();
        for (var output = 0; output < outputs; output++)
        {
            var row = stored.AsSpan(output * inputs, inputs);
            if (format == WeightFormat.BFloat16)
            {
                foreach (ref var weight in row)
                    weight = RoundToBFloat16(weight);
            }
            for (var first = 0; first < inputs; first += 128)
            {
                var group = row.Slice(first, Math.Min(128, inputs - first));
                if (format == WeightFormat.Int8)
                    Quantise(group, LargestPair(group) / 127, 0);
                else if (format == WeightFormat.Int4)
                    Quantise(group, Math.Max(Largest(group, w => w) + Largest(group, w => -w), 1e-6f) / 15, -Largest(group, w => -w));
            }
        }
        return new(this, input, stored);
    }

    /// <summary>The same product with the inputs that a format of whole numbers rounds to, with a scale for every 128 of a row.</summary>
    public Product WithRoundedInputs(WeightFormat format)
    {
        var rounded = input.ToArray();
        for (var row = 0; row < rows; row++)
        {
            for (var first = 0; first < inputs; first += 128)
            {
                var group = rounded.AsSpan(row * inputs + first, Math.Min(128, inputs - first));
                float largest = Math.Max(0, Largest(group, x => x)), least = -Math.Max(0, Largest(group, x => -x));
                // From the least to the largest in 255 steps, one of which is 0; or as far on both sides of 0, in 127 steps each.
                var isUnsigned = format == WeightFormat.Int8;
                var scale = isUnsigned ? (largest - least) / 255 : Math.Max(largest, -least) / 127;
                var zero = isUnsigned ? MathF.Round(-least / scale) : 0;
                foreach (ref var x in group)
                {
                    var whole = MathF.Round(x / scale);
                    x = (isUnsigned ? Math.Clamp(whole + zero, 0, 255) - zero : whole) * scale;
                }
            }
        }
        return new(this, rounded, weights);
    }

    /// <summary>By packed weights: [rows * outputs].</summary>
    public float[] Multiply(WeightFormat format, int threads = 1)
    {
        var result = new float[rows * outputs];
        using var taken = Rows(format);
        fixed (float* w = weights, b = bias, r = result)
        {
            using var packed = PackedWeights.Pack(w, b, inputs, outputs, format, threads);
            var (weightsPacked, to) = (packed, (nint)r);
            StepThreads.Shared.Run(threads, thread =>
            {
                var (first, end) = thread.Share(weightsPacked.Blocks);
                weightsPacked.Multiply(taken, rows, (float*)to, outputs, first, end);
            });
        }
        return result;
    }

    /// <summary>By packed weights and each kernel that this processor can run.</summary>
    public List<(string Name, float[] Result)> MultiplyByEveryWidth(WeightFormat format)
    {
        List<(string, float[])> results = [("128", Multiply(format, ProductFunction.For<Vector128<float>, Lanes128>(format)))];
        if (Lanes256.IsSupported)
            results.Add(("256", Multiply(format, ProductFunction.For<Vector256<float>, Lanes256>(format))));
        if (Lanes512.IsSupported)
            results.Add(("512", Multiply(format, ProductFunction.For<Vector512<float>, Lanes512>(format))));
        return results;
    }

    /// <summary>The largest error, as a share of what each sum is made of.</summary>
    public double Error(float[] actual)
    {
        var worst = 0.0;
        for (var row = 0; row < rows; row++)
        {
            for (var output = 0; output < outputs; output++)
            {
                double sum = bias[output], size = Math.Abs(bias[output]) + 1e-30;
                for (var i = 0; i < inputs; i++)
                {
                    var term = (double)input[row * inputs + i] * weights[output * inputs + i];
                    (sum, size) = (sum + term, size + Math.Abs(term));
                }
                worst = Math.Max(worst, Math.Abs(sum - actual[row * outputs + output]) / size);
            }
        }
        return worst;
    }

    private float[] Multiply(WeightFormat format, delegate*<ref readonly ProductStretch, void> kernel)
    {
        var result = new float[rows * outputs];
        using var taken = Rows(format);
        fixed (float* w = weights, b = bias, r = result)
        {
            using var packed = PackedWeights.Pack(w, b, inputs, outputs, format, kernel: kernel);
            packed.Multiply(taken, rows, r, outputs, 0, packed.Blocks);
        }
        return result;
    }

    private ProductRows Rows(WeightFormat format)
    {
        var taken = new ProductRows();
        taken.Resize(rows, inputs);
        input.CopyTo(new Span<float>(taken.Values, input.Length));
        for (var row = 0; row < rows; row++)
            taken.Round(row, format);
        return taken;
    }

    /// <summary>The largest magnitude of a weight, or of the sum of two neighbours.</summary>
    private static double LargestPair(Span<float> weights)
    {
        double largest = Largest(weights, Math.Abs);
        for (var i = 0; i + 1 < weights.Length; i += 2)
            largest = Math.Max(largest, Math.Abs(weights[i] + weights[i + 1]));
        return largest;
    }

    private static float Largest(Span<float> weights, Func<float, float> value)
    {
        var largest = value(weights[0]);
        foreach (var weight in weights)
            largest = Math.Max(largest, value(weight));
        return largest;
    }

    private static void Quantise(Span<float> weights, double scale, double zero)
    {
        foreach (ref var weight in weights)
            weight = scale == 0 ? 0 : (float)(Math.Round((weight - zero) / scale) * scale + zero);
    }

    private static float RoundToBFloat16(float value)
    {
        using var wide = TorchSharp.torch.tensor(value);
        using var narrow = wide.to(TorchSharp.torch.ScalarType.BFloat16);
        using var back = narrow.to(TorchSharp.torch.ScalarType.Float32);
        return back.item<float>();
    }

    private static float[] Fill(int rows, int columns, Func<int, int, float> value) =>
        Enumerable.Range(0, rows * columns).Select(i => value(i / columns, i % columns)).ToArray();
}
