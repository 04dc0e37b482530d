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
            else if (format == WeightFormat.Int8)
                Quantise(row, (low, high) => Math.Max(Math.Abs(low), Math.Abs(high)) / 127.0, _ => 0);
            else if (format == WeightFormat.Int4)
            {
                for (var group = 0; group < inputs; group += 128)
                    Quantise(row.Slice(group, Math.Min(128, inputs - group)), (low, high) => Math.Max(high - low, 1e-6f) / 15.0, low => low);
            }
        }
        return new(this, input, stored);
    }

    /// <summary>The same product with inputs rounded to 8 bits, with a scale for every 128 of a row.</summary>
    public Product WithInputsOf8Bits()
    {
        var rounded = input.ToArray();
        for (var row = 0; row < rows; row++)
        {
            for (var first = 0; first < inputs; first += 128)
            {
                var group = rounded.AsSpan(row * inputs + first, Math.Min(128, inputs - first));
                var largest = 0f;
                foreach (var x in group)
                    largest = Math.Max(largest, Math.Abs(x));
                foreach (ref var x in group)
                    x = MathF.Round(x * (127 / largest)) * (largest / 127);
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

    private static void Quantise(Span<float> weights, Func<float, float, double> scaleOf, Func<float, double> zeroOf)
    {
        var (low, high) = (weights[0], weights[0]);
        foreach (var weight in weights)
            (low, high) = (Math.Min(low, weight), Math.Max(high, weight));
        var (scale, zero) = (scaleOf(low, high), zeroOf(low));
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
