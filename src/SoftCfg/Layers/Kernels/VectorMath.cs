using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftCfg.Layers.Kernels;

/// <summary>Functions of float32 vectors, as exact as the rounding of their results asks for.</summary>
internal static class VectorMath
{
    // Of larger numbers the exponential is infinite, of smaller ones no normal number.
    private const float Largest = 88.02f, Smallest = -87.33f;

    /// <summary>The exponential, within 2 units in the last place; below -87.33 and above 88.02 that of the nearest of the two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        x = Vector.Min(Vector.Max(x, new Vector<float>(Smallest)), new Vector<float>(Largest));
        // x = n ln 2 + r with |r| <= ln 2 / 2; ln 2 in two parts, the first of few bits, so that n times it is exact.
        var n = Vector.Round(x * new Vector<float>(1.44269504f));
        var r = Vector.MultiplyAddEstimate(n, new Vector<float>(-0.693359375f), x);
        r = Vector.MultiplyAddEstimate(n, new Vector<float>(2.12194440e-4f), r);
        // The series of (e^r - 1 - r) / r², its coefficients fitted to the interval (Cephes, expf).
        var p = new Vector<float>(1.9875691500e-4f);
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(1.3981999507e-3f));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(8.3334519073e-3f));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(4.1665795894e-2f));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(1.6666665459e-1f));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(5.0000001201e-1f));
        p = Vector.MultiplyAddEstimate(p, r * r, r) + Vector<float>.One;
        var exponent = (Vector.ConvertToInt32(n) + new Vector<int>(127)) << 23;
        return p * Vector.AsVectorSingle(exponent);
    }

    /// <summary><c>x / (1 + e^-x)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Silu(Vector<float> x) => x / (Vector<float>.One + Exp(-x));

    /// <summary><c>x (1 + erf(x / √2)) / 2</c>; the error function within 2e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Gelu(Vector<float> x)
    {
        var half = new Vector<float>(0.5f);
        return half * x * (Vector<float>.One + Erf(x * new Vector<float>(0.70710678f)));
    }

    /// <summary>The error function by the Chebyshev fit of its complement (Numerical Recipes, erfcc).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Erf(Vector<float> x)
    {
        var z = Vector.Abs(x);
        var t = Vector<float>.One / Vector.MultiplyAddEstimate(z, new Vector<float>(0.5f), Vector<float>.One);
        var p = new Vector<float>(0.17087277f);
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(-0.82215223f));
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(1.48851587f));
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(-1.13520398f));
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(0.27886807f));
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(-0.18628806f));
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(0.09678418f));
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(0.37409196f));
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(1.00002368f));
        p = Vector.MultiplyAddEstimate(p, t, new Vector<float>(-1.26551223f));
        var complement = t * Exp(Vector.MultiplyAddEstimate(-z, z, p));
        var positive = Vector<float>.One - complement;
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), -positive, positive);
    }
}
