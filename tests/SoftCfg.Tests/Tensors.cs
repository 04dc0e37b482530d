using SoftCfg.Decoding;
using static TorchSharp.torch;

namespace SoftCfg.Tests;

/// <summary>Tensors for tests, and a look into them.</summary>
internal static class Tensors
{
    /// <summary>float32 [rows, columns], uniform in [-spread, spread]: the same for a seed on every system.</summary>
    public static Tensor Random(int seed, int rows, int columns, double spread = 5)
    {
        var random = new SampleRandom((ulong)seed);
        var values = Enumerable.Range(0, rows * columns).Select(i => (float)(spread * (2 * random.Uniform(i, 0) - 1)));
        return tensor(values.ToArray()).reshape(rows, columns);
    }

    /// <summary>Logits [rows, V] whose softmax is the given probabilities.</summary>
    public static Tensor LogitsOf(params double[][] probabilities) =>
        stack(probabilities.Select(row => tensor(row.Select(p => (float)Math.Log(p)).ToArray())));

    /// <summary>float32 [1, values].</summary>
    public static Tensor Row(params float[] values) => tensor(values).unsqueeze(0);

    public static float[] Floats(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    public static long[] Longs(Tensor tensor) => tensor.contiguous().data<long>().ToArray();

    /// <summary>Whether all elements are the same, bit for bit but for the sign of zero.</summary>
    public static bool AreEqual(Tensor left, Tensor right)
    {
        using var equal = left.eq(right);
        using var all = equal.all();
        return left.shape.SequenceEqual(right.shape) && all.item<bool>();
    }
}
