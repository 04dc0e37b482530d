using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>What happens to a row of numbers between products. Rows are of any length.</summary>
internal static unsafe class RowKernels
{
    private static int Width => Vector<float>.Count;

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

    /// <summary>The least element and the largest, or 0 where that is less or larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (float Least, float Largest) RangeWithZero(float* row, int count)
    {
        Vector<float> low = default, high = default;
        var i = 0;
        for (; i <= count - Width; i += Width)
        {
            var part = Vector.Load(row + i);
            (low, high) = (Vector.Min(low, part), Vector.Max(high, part));
        }
        var (least, largest) = (0f, 0f);
        for (var lane = 0; lane < Width; lane++)
            (least, largest) = (MathF.Min(least, low[lane]), MathF.Max(largest, high[lane]));
        for (; i < count; i++)
            (least, largest) = (MathF.Min(least, row[i]), MathF.Max(largest, row[i]));
        return (least, largest);
    }

    /// <summary><c>zero + round(x · factor)</c>, halves to even, within 0 and 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Round(float* row, float factor, float zero, int count, byte* output)
    {
        var zeros = new Vector<float>(zero);
        var i = 0;
        for (; i <= count - 4 * Width; i += 4 * Width)
        {
            var a = ToByte(Vector.Load(row + i) * factor, zeros);
            var b = ToByte(Vector.Load(row + i + Width) * factor, zeros);
            var c = ToByte(Vector.Load(row + i + 2 * Width) * factor, zeros);
            var d = ToByte(Vector.Load(row + i + 3 * Width) * factor, zeros);
            Vector.Store(Vector.AsVectorByte(Vector.Narrow(Vector.Narrow(a, b), Vector.Narrow(c, d))), output + i);
        }
        for (; i < count; i++)
            output[i] = (byte)Math.Clamp(MathF.Round(row[i] * factor) + zero, 0, byte.MaxValue);
    }

    /// <summary><c>round(x · factor)</c>, halves to even, and the sum of the results; each fits into 8 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Round(float* row, float factor, int count, sbyte* output)
    {
        var sums = Vector<int>.Zero;
        var i = 0;
        for (; i <= count - 4 * Width; i += 4 * Width)
        {
            var a = Vector.ConvertToInt32(Vector.Round(Vector.Load(row + i) * factor));
            var b = Vector.ConvertToInt32(Vector.Round(Vector.Load(row + i + Width) * factor));
            var c = Vector.ConvertToInt32(Vector.Round(Vector.Load(row + i + 2 * Width) * factor));
            var d = Vector.ConvertToInt32(Vector.Round(Vector.Load(row + i + 3 * Width) * factor));
            sums += a + b + (c + d);
            Vector.Store(Vector.Narrow(Vector.Narrow(a, b), Vector.Narrow(c, d)), output + i);
        }
        var sum = Vector.Sum(sums);
        for (; i < count; i++)
        {
            output[i] = (sbyte)MathF.Round(row[i] * factor);
            sum += output[i];
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> ToByte(Vector<float> value, Vector<float> zero) => Vector.ConvertToInt32(
        Vector.Min(Vector.Max(Vector.Round(value) + zero, Vector<float>.Zero), new Vector<float>(byte.MaxValue)));
}
