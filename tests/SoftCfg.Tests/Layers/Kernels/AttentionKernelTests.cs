using SoftCfg.Guidance;
using SoftCfg.Layers.Kernels;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Layers.Kernels;

public sealed unsafe class AttentionKernelTests
{
    [Theory]
    [InlineData(1, 4)]
    [InlineData(7, 3)]
    [InlineData(50, 12)]
    [InlineData(274, 48)]
    [InlineData(300, 64)]
    [InlineData(33, 88)]
    public void Attention_is_that_of_libtorch(int length, int size)
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (Tensors.Random(1, 1, size), Tensors.Random(2, length, size, 1), Tensors.Random(3, length, size));
        var weights = Tensors.Random(4, 1, Math.Max(1, length - 2)).abs();
        var probabilities = query.mm(key.t()).DividedBy(Math.Sqrt(size)).softmax(-1);  // [1, length]
        Close(probabilities.mm(value), Attend(query, key, value, null));
        probabilities.narrow(1, 0, weights.shape[1]).mul_(weights);
        Close(probabilities.mm(value), Attend(query, key, value, weights));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(50, 12)]
    [InlineData(274, 48)]
    [InlineData(33, 88)]
    public void Of_keys_and_values_in_bfloat16_it_is_that_of_the_rounded_ones(int length, int size)
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (Tensors.Random(1, 1, size), Tensors.Random(2, length, size), Tensors.Random(3, length, size));
        var (roundedKey, roundedValue) = (Rounded(key), Rounded(value));
        ushort[] narrowKey = Narrow(key), narrowValue = Narrow(value);
        Assert.Equal(Tensors.Floats(roundedKey), narrowKey.Select(bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)));
        float[] output = new float[size], scores = new float[length];
        fixed (float* q = Tensors.Floats(query), s = scores, o = output)
        fixed (ushort* k = narrowKey, v = narrowValue)
        {
            AttentionKernel<ushort, StoredNumbers.BFloat16>.Attend(q, k, v, length, size, 1 / MathF.Sqrt(size), null, 0, s, k, o);
        }
        Assert.Equal(Attend(query, roundedKey, roundedValue, null), output);
    }

    /// <summary>
    /// What <see cref="CachedAttentionTests.The_perturbation_of_a_long_image_arrives_in_full"/> shows of libtorch's attention. Whatever the
    /// format of weights, attention is computed in float32.
    /// </summary>
    [Theory]
    [InlineData(256)]
    [InlineData(1024)]
    [InlineData(2304)]
    public void The_perturbation_of_a_long_image_arrives_in_full(int tokens)
    {
        using var scope = NewDisposeScope();
        var confidences = Tensors.Random(5, 1, tokens).abs();
        var weights = ValueWeights.FromConfidences(confidences / confidences.max(), new GuidanceOptions());
        var units = eye(tokens);
        var seen = Attend(zeros(1, tokens), zeros(tokens, tokens), units, weights);
        Assert.Equal(1, seen.Sum(share => 1.0 / tokens - share) * tokens, 1e-3);
    }

    private static Tensor Rounded(Tensor tensor) => tensor.to(ScalarType.BFloat16).to(ScalarType.Float32);

    private static ushort[] Narrow(Tensor tensor)
    {
        var numbers = Tensors.Floats(tensor);
        var narrow = new ushort[numbers.Length];
        fixed (float* from = numbers)
        fixed (ushort* to = narrow)
            StoredNumbers.BFloat16.Store(from, numbers.Length, to);
        return narrow;
    }

    private static float[] Attend(Tensor query, Tensor key, Tensor value, Tensor? weights)
    {
        var (length, size) = ((int)value.shape[0], (int)value.shape[1]);
        float[] output = new float[size], scores = new float[length];
        fixed (float* q = Tensors.Floats(query), k = Tensors.Floats(key), v = Tensors.Floats(value),
            w = weights is null ? null : Tensors.Floats(weights), s = scores, o = output)
        {
            AttentionKernel<float, StoredNumbers.Float32>.Attend(q, k, v, length, size, 1 / MathF.Sqrt(size), w, (int)(weights?.NumberOfElements ?? 0), s, k, o);
        }
        return output;
    }

    private static void Close(Tensor expected, float[] actual) =>
        Assert.All(Tensors.Floats(expected).Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
}
