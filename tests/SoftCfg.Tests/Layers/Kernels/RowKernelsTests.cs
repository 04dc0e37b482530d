using CsCheck;
using SoftCfg.Layers.Kernels;

namespace SoftCfg.Tests.Layers.Kernels;

/// <summary>Rows of every length, so that whole vectors and what is left of them are both seen, against double precision.</summary>
public sealed unsafe class RowKernelsTests
{
    private static readonly Gen<float[]> Rows = Gen.Float[-8, 8].Array[1, 70];

    [Fact]
    public void Norms_are_those_of_their_definitions() => Rows.Sample(row =>
    {
        var (weight, bias) = (Ramp(row.Length, 0.5f), Ramp(row.Length, -1));
        var mean = row.Average(x => (double)x);
        var square = row.Average(x => (double)x * x);
        var variance = row.Average(x => (x - mean) * (x - mean));
        Close(Apply(row, (p, n, to) => With(weight, w => RowNorms.RootMeanSquareNorm(p, w, 1e-5f, n, to))),
            i => row[i] / Math.Sqrt(square + 1e-5) * weight[i]);
        Close(Apply(row, (p, n, to) => With(weight, w => With(bias, b => RowNorms.LayerNorm(p, w, b, 1e-3f, n, to)))),
            i => (row[i] - mean) / Math.Sqrt(variance + 1e-3) * weight[i] + bias[i]);
        Close(Apply(row, (p, n, to) => RowNorms.LayerNorm(p, null, null, 1e-3f, n, to)), i => (row[i] - mean) / Math.Sqrt(variance + 1e-3));
    }, iter: 200);

    [Fact]
    public void Functions_of_one_number_are_as_exact_as_float32() => Gen.Float[-30, 30].Array[1, 40].Sample(row =>
    {
        Close(InPlace(row, (p, n) => RowActivations.Silu(p, n)), i => row[i] / (1 + Math.Exp(-row[i])), 1e-6);
        Close(InPlace(row, (p, n) => RowActivations.Sigmoid(p, n)), i => 1 / (1 + Math.Exp(-row[i])), 1e-6);
        Close(InPlace(row, (p, n) => RowActivations.Gelu(p, n)), i => row[i] * (1 + Erf(row[i] / Math.Sqrt(2))) / 2, 2e-6);
        var largest = row.Max();
        var sum = 0f;
        Close(InPlace(row, (p, n) => sum = RowKernels.Exponentials(p, largest, n)), i => Math.Exp(row[i] - largest), 1e-6);
        Assert.Equal(row.Sum(x => Math.Exp(x - largest)), sum, 1e-5 * sum);
    }, iter: 200);

    [Theory]
    [InlineData(-1000f, 1.1832e-38)]
    [InlineData(0f, 1)]
    [InlineData(1f, Math.E)]
    [InlineData(-87f, 1.6458115e-38)]
    public void The_exponential_holds_at_its_ends(float x, double expected)
    {
        var row = new[] { x };
        fixed (float* p = row)
            RowKernels.Exponentials(p, 0, 1);
        Assert.InRange(row[0] / expected, 0.99, 1.01);
    }

    [Fact]
    public void Sums_products_and_extremes_are_exact() => Gen.Select(Rows, Gen.Float[-3, 3]).Sample((row, factor) =>
    {
        var other = Ramp(row.Length, 2);
        Assert.Equal(row.Max(), Of(row, RowKernels.Largest));
        Assert.Equal(row.Max(Math.Abs), Of(row, RowKernels.LargestMagnitude));
        fixed (float* p = row)
            Assert.Equal((Math.Min(0, row.Min()), Math.Max(0, row.Max())), RowKernels.RangeWithZero(p, row.Length));
        Close(InPlace(row, (p, n) => With(other, o => RowKernels.Add(p, o, n))), i => (double)row[i] + other[i]);
        Close(InPlace(row, (p, n) => With(other, o => RowKernels.Multiply(p, o, n))), i => (double)row[i] * other[i]);
        Close(InPlace(row, (p, n) => RowKernels.Scale(p, factor, n)), i => (double)row[i] * factor);
        Close(InPlace(row, (p, n) => With(other, o => RowKernels.AddProduct(p, o, o, n))), i => row[i] + (double)other[i] * other[i]);
        Close(InPlace(row, (p, n) => With(other, o => RowKernels.Modulate(p, o, o, n))), i => other[i] + row[i] * (1.0 + other[i]));
    }, iter: 200);

    [Fact]
    public void A_rotation_is_a_complex_product() => Gen.Int[1, 24].Sample(pairs =>
    {
        var row = Ramp(2 * pairs, 0.1f);
        float[] cosines = new float[2 * pairs], sines = new float[2 * pairs];
        for (var i = 0; i < pairs; i++)
        {
            cosines[2 * i] = cosines[2 * i + 1] = MathF.Cos(i);
            (sines[2 * i], sines[2 * i + 1]) = (-MathF.Sin(i), MathF.Sin(i));
        }
        var actual = InPlace(row, (p, n) => With(cosines, c => With(sines, s => RowRotations.Rotate(p, c, s, n))));
        for (var i = 0; i < pairs; i++)
        {
            var product = new System.Numerics.Complex(row[2 * i], row[2 * i + 1]) * System.Numerics.Complex.FromPolarCoordinates(1, i);
            Assert.Equal(product.Real, actual[2 * i], 1e-5);
            Assert.Equal(product.Imaginary, actual[2 * i + 1], 1e-5);
        }
    }, iter: 100);

    [Fact]
    public void Numbers_rounded_to_bytes_are_halves_to_even_and_come_with_their_sum()
    {
        float[] row = [0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 127, -127, 0.49f, .. Ramp(75, 0.25f)];
        var bytes = new sbyte[row.Length];
        int sum;
        fixed (float* p = row)
        fixed (sbyte* to = bytes)
            sum = RowKernels.Round(p, 1, row.Length, to);
        Assert.Equal(row.Select(x => (sbyte)Math.Round(x, MidpointRounding.ToEven)), bytes);
        Assert.Equal(bytes.Sum(b => b), sum);
    }

    [Fact]
    public void Numbers_rounded_to_unsigned_bytes_are_halves_to_even_around_zero_and_end_at_0_and_255()
    {
        float[] row = [0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 155.5f, -99.5f, 156, -101, .. Ramp(75, 0.25f)];
        var bytes = new byte[row.Length];
        fixed (float* p = row)
        fixed (byte* to = bytes)
            RowKernels.Round(p, 1, 100, row.Length, to);
        Assert.Equal(row.Select(x => (byte)Math.Clamp(Math.Round(x, MidpointRounding.ToEven) + 100, 0, 255)), bytes);
        Assert.Equal([255, 0, 255, 0], bytes[5..9]);
    }

    private delegate void InPlaceFunction(float* row, int count);

    private delegate void Function(float* row, int count, float* to);

    private delegate float Reduction(float* row, int count);

    private delegate void Pointer(float* row);

    private static void With(float[] array, Pointer action)
    {
        fixed (float* p = array)
            action(p);
    }

    private static float[] InPlace(float[] row, InPlaceFunction function)
    {
        var copy = row.ToArray();
        fixed (float* p = copy)
            function(p, copy.Length);
        return copy;
    }

    private static float[] Apply(float[] row, Function function)
    {
        var result = new float[row.Length];
        fixed (float* p = row, to = result)
            function(p, row.Length, to);
        return result;
    }

    private static float Of(float[] row, Reduction reduction)
    {
        fixed (float* p = row)
            return reduction(p, row.Length);
    }

    private static float[] Ramp(int count, float step) => Enumerable.Range(0, count).Select(i => (i % 11 - 5) * step).ToArray();

    private static void Close(float[] actual, Func<int, double> expected, double tolerance = 3e-6)
    {
        for (var i = 0; i < actual.Length; i++)
            Assert.InRange(Math.Abs(actual[i] - expected(i)), 0, tolerance * Math.Max(1, Math.Abs(expected(i))));
    }

    /// <summary>libtorch's error function, in double precision.</summary>
    private static double Erf(double x)
    {
        using var argument = TorchSharp.torch.tensor(x);
        using var value = argument.erf();
        return value.item<double>();
    }
}
