using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoftCfg.Layers.Kernels;

/// <summary>What happens to a row of numbers between products. Rows are of any length.</summary>
internal static unsafe class RowKernels
{
    private static int Width => Vector<float>.Count;

    /// <summary><c>x / √(mean x² + ε) · weight</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RootMeanSquareNorm(float* input, float* weight, float epsilon, int count, float* output)
    {
        var scale = 1 / MathF.Sqrt(SumOfSquares(input, 0, count) / count + epsilon);
        var i = 0;
        for (; i <= count - Width; i += Width)
            Vector.Store(Vector.Load(input + i) * scale * Vector.Load(weight + i), output + i);
        for (; i < count; i++)
            output[i] = input[i] * scale * weight[i];
    }

    /// <summary><c>(x - mean) / √(variance + ε) · weight + bias</c>; without weight and bias where they are null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LayerNorm(float* input, float* weight, float* bias, float epsilon, int count, float* output)
    {
        var mean = Sum(input, count) / count;
        var scale = 1 / MathF.Sqrt(SumOfSquares(input, mean, count) / count + epsilon);
        var i = 0;
        for (; i <= count - Width; i += Width)
        {
            var normal = (Vector.Load(input + i) - new Vector<float>(mean)) * scale;
            Vector.Store(weight is null ? normal : normal * Vector.Load(weight + i) + Vector.Load(bias + i), output + i);
        }
        for (; i < count; i++)
        {
            var normal = (input[i] - mean) * scale;
            output[i] = weight is null ? normal : normal * weight[i] + bias[i];
        }
    }

    /// <summary><c>x = shift + x (1 + scale)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Modulate(float* row, float* shift, float* scale, int count)
    {
        var i = 0;
        for (; i <= count - Width; i += Width)
        {
            var factor = Vector.Load(scale + i) + Vector<float>.One;
            Vector.Store(Vector.Load(shift + i) + Vector.Load(row + i) * factor, row + i);
        }
        for (; i < count; i++)
            row[i] = shift[i] + row[i] * (1 + scale[i]);
    }

    /// <summary><c>x += other</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* row, float* other, int count)
    {
        var i = 0;
        for (; i <= count - Width; i += Width)
            Vector.Store(Vector.Load(row + i) + Vector.Load(other + i), row + i);
        for (; i < count; i++)
            row[i] += other[i];
    }

    /// <summary><c>x += gate · other</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProduct(float* row, float* gate, float* other, int count)
    {
        var i = 0;
        for (; i <= count - Width; i += Width)
            Vector.Store(Vector.Load(row + i) + Vector.Load(gate + i) * Vector.Load(other + i), row + i);
        for (; i < count; i++)
            row[i] += gate[i] * other[i];
    }

    /// <summary><c>other = x + gate · other</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleAdd(float* row, float* gate, float* other, int count)
    {
        var i = 0;
        for (; i <= count - Width; i += Width)
            Vector.Store(Vector.Load(row + i) + Vector.Load(gate + i) * Vector.Load(other + i), other + i);
        for (; i < count; i++)
            other[i] = row[i] + gate[i] * other[i];
    }

    /// <summary><c>output = x + (target - x) · factor</c>, each operation rounded on its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Extrapolate(float* target, float* row, float factor, int count, float* output)
    {
        var i = 0;
        for (; i <= count - Width; i += Width)
        {
            var from = Vector.Load(row + i);
            Vector.Store(from + (Vector.Load(target + i) - from) * factor, output + i);
        }
        for (; i < count; i++)
            output[i] = row[i] + (target[i] - row[i]) * factor;
    }

    /// <summary><c>sum += (x - center)²</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddSquares(float* sums, float* row, float* centers, int count)
    {
        var i = 0;
        for (; i <= count - Width; i += Width)
        {
            var apart = Vector.Load(row + i) - Vector.Load(centers + i);
            Vector.Store(Vector.Load(sums + i) + apart * apart, sums + i);
        }
        for (; i < count; i++)
            sums[i] += (row[i] - centers[i]) * (row[i] - centers[i]);
    }

    /// <summary><c>y = silu(x · scale + shift)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleSilu(float* row, float* scale, float* shift, int count, float* output)
    {
        var i = 0;
        for (; i <= count - Width; i += Width)
            Vector.Store(VectorMath.Silu(Vector.Load(row + i) * Vector.Load(scale + i) + Vector.Load(shift + i)), output + i);
        for (; i < count; i++)
            output[i] = VectorMath.Silu(new Vector<float>(row[i] * scale[i] + shift[i]))[0];
    }

    /// <summary><c>y = x · scale + shift</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleShift(float* row, float* scale, float* shift, int count, float* output)
    {
        var i = 0;
        for (; i <= count - Width; i += Width)
            Vector.Store(Vector.Load(row + i) * Vector.Load(scale + i) + Vector.Load(shift + i), output + i);
        for (; i < count; i++)
            output[i] = row[i] * scale[i] + shift[i];
    }

    /// <summary><c>x = 1 / (1 + e^-x)</c>.</summary>
    public static void Sigmoid(float* row, int count) => Map<SigmoidFunction>(row, count);

    /// <summary><c>x = x / (1 + e^-x)</c>.</summary>
    public static void Silu(float* row, int count) => Map<SiluFunction>(row, count);

    /// <summary><c>x = x (1 + erf(x / √2)) / 2</c>.</summary>
    public static void Gelu(float* row, int count) => Map<GeluFunction>(row, count);

    /// <summary><c>x = e^(x - shift)</c>, and the sum of the results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exponentials(float* row, float shift, int count)
    {
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i <= count - Width; i += Width)
        {
            var value = VectorMath.Exp(Vector.Load(row + i) - new Vector<float>(shift));
            Vector.Store(value, row + i);
            sum += value;
        }
        var total = Vector.Sum(sum);
        for (; i < count; i++)
        {
            row[i] = VectorMath.Exp(new Vector<float>(row[i] - shift))[0];
            total += row[i];
        }
        return total;
    }

    /// <summary><c>x = x · other</c>.</summary>
    public static void Multiply(float* row, float* other, int count) => Multiply(row, other, count, row);

    /// <summary><c>y = x · other</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(float* row, float* other, int count, float* output)
    {
        var i = 0;
        for (; i <= count - Width; i += Width)
            Vector.Store(Vector.Load(row + i) * Vector.Load(other + i), output + i);
        for (; i < count; i++)
            output[i] = row[i] * other[i];
    }

    /// <summary><c>x = factor · x</c>, the factor a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* row, float factor, int count)
    {
        var i = 0;
        for (; i <= count - Width; i += Width)
            Vector.Store(Vector.Load(row + i) * factor, row + i);
        for (; i < count; i++)
            row[i] *= factor;
    }

    /// <summary>The largest element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Largest(float* row, int count)
    {
        var largest = new Vector<float>(float.NegativeInfinity);
        var i = 0;
        for (; i <= count - Width; i += Width)
            largest = Vector.Max(largest, Vector.Load(row + i));
        var most = float.NegativeInfinity;
        for (var lane = 0; lane < Width; lane++)
            most = MathF.Max(most, largest[lane]);
        for (; i < count; i++)
            most = MathF.Max(most, row[i]);
        return most;
    }

    /// <summary>The largest distance of an element from zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float LargestMagnitude(float* row, int count)
    {
        var largest = Vector<float>.Zero;
        var i = 0;
        for (; i <= count - Width; i += Width)
            largest = Vector.Max(largest, Vector.Abs(Vector.Load(row + i)));
        var most = 0f;
        for (var lane = 0; lane < Width; lane++)
            most = MathF.Max(most, largest[lane]);
        for (; i < count; i++)
            most = MathF.Max(most, MathF.Abs(row[i]));
        return most;
    }

    /// <summary>Multiplies each pair of adjacent channels by a complex number.</summary>
    /// <param name="row">The channels, an even number.</param>
    /// <param name="cosines">The real part of each pair's factor, twice.</param>
    /// <param name="sines">Its imaginary part, first negative, then as it is.</param>
    /// <param name="count">How many channels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rotate(float* row, float* cosines, float* sines, int count)
    {
        var i = 0;
        for (; i <= count - 4; i += 4)
        {
            var pairs = Vector128.Load(row + i);
            var swapped = Vector128.Shuffle(pairs, Vector128.Create(1, 0, 3, 2));
            (pairs * Vector128.Load(cosines + i) + swapped * Vector128.Load(sines + i)).Store(row + i);
        }
        for (; i < count; i += 2)
        {
            var (real, imaginary) = (row[i], row[i + 1]);
            row[i] = real * cosines[i] + imaginary * sines[i];
            row[i + 1] = imaginary * cosines[i + 1] + real * sines[i + 1];
        }
    }

    /// <summary>Multiplies each pair (x[i], x[i + pairs]) by a complex number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RotateHalves(float* row, float* cosines, float* sines, int pairs)
    {
        var other = row + pairs;
        var i = 0;
        for (; i <= pairs - Width; i += Width)
        {
            Vector<float> real = Vector.Load(row + i), imaginary = Vector.Load(other + i);
            Vector<float> cosine = Vector.Load(cosines + i), sine = Vector.Load(sines + i);
            Vector.Store(real * cosine - imaginary * sine, row + i);
            Vector.Store(imaginary * cosine + real * sine, other + i);
        }
        for (; i < pairs; i++)
        {
            var (real, imaginary) = (row[i], other[i]);
            row[i] = real * cosines[i] - imaginary * sines[i];
            other[i] = imaginary * cosines[i] + real * sines[i];
        }
    }

    /// <summary><c>round(x · factor)</c>, halves to even; results fit into 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Round(float* row, float factor, int count, short* output)
    {
        var i = 0;
        for (; i <= count - 2 * Width; i += 2 * Width)
        {
            var low = Vector.ConvertToInt32(Vector.Round(Vector.Load(row + i) * factor));
            var high = Vector.ConvertToInt32(Vector.Round(Vector.Load(row + i + Width) * factor));
            Vector.Store(Vector.Narrow(low, high), output + i);
        }
        for (; i < count; i++)
            output[i] = (short)MathF.Round(row[i] * factor);
    }

    /// <summary>The sum of up to 128 whole numbers, exact.</summary>
    public static float Sum(short* row, int count)
    {
        var sum = 0;
        for (var i = 0; i < count; i++)
            sum += row[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<TFunction>(float* row, int count) where TFunction : struct, IRowFunction
    {
        var i = 0;
        for (; i <= count - Width; i += Width)
            Vector.Store(TFunction.Of(Vector.Load(row + i)), row + i);
        for (; i < count; i++)
            row[i] = TFunction.Of(new Vector<float>(row[i]))[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(float* row, int count)
    {
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i <= count - Width; i += Width)
            sum += Vector.Load(row + i);
        var total = Vector.Sum(sum);
        for (; i < count; i++)
            total += row[i];
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOfSquares(float* row, float mean, int count)
    {
        Vector<float> sum = Vector<float>.Zero, center = new(mean);
        var i = 0;
        for (; i <= count - Width; i += Width)
        {
            var apart = Vector.Load(row + i) - center;
            sum = Vector.MultiplyAddEstimate(apart, apart, sum);
        }
        var total = Vector.Sum(sum);
        for (; i < count; i++)
            total += (row[i] - mean) * (row[i] - mean);
        return total;
    }

    private interface IRowFunction
    {
        static abstract Vector<float> Of(Vector<float> x);
    }

    private readonly struct SigmoidFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Of(Vector<float> x) => Vector<float>.One / (Vector<float>.One + VectorMath.Exp(-x));
    }

    private readonly struct SiluFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Of(Vector<float> x) => VectorMath.Silu(x);
    }

    private readonly struct GeluFunction : IRowFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Of(Vector<float> x) => VectorMath.Gelu(x);
    }
}
