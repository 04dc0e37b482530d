namespace SoftCfg.Checkpoints;

/// <summary>What the bytes of 8-bit floating-point types stand for, as tables of 256 values.</summary>
/// <remarks>
/// Micikevicius et al., "FP8 Formats for Deep Learning", table 1; the "fnuz" types (finite, no negative zero) and the power
/// of two are those of PyTorch's c10/util/Float8_*.h.
/// </remarks>
internal static class Float8
{
    private const int NegativeZero = 0x80;

    /// <summary>4 bits of exponent, 3 of mantissa; no infinities, and NaN only where all bits are set.</summary>
    internal static float[] E4M3Fn { get; } = Table(value => (value & 0x7f) == 0x7f ? float.NaN : Number(value, 3, 7));

    /// <summary>5 bits of exponent, 2 of mantissa: the upper half of a float16.</summary>
    internal static float[] E5M2 { get; } = Table(value => (float)BitConverter.UInt16BitsToHalf((ushort)(value << 8)));

    /// <summary>As <see cref="E4M3Fn"/>, of half the size; the byte of negative zero is the only NaN.</summary>
    internal static float[] E4M3FnUz { get; } = Table(value => value == NegativeZero ? float.NaN : Number(value, 3, 8));

    /// <summary>As <see cref="E5M2"/>, of half the size; the byte of negative zero is the only NaN.</summary>
    internal static float[] E5M2FnUz { get; } = Table(value => value == NegativeZero ? float.NaN : Number(value, 2, 16));

    /// <summary>An exponent alone, for scales.</summary>
    internal static float[] E8M0Fnu { get; } = Table(value => value == 0xff ? float.NaN : MathF.ScaleB(1, value - 127));

    private static float[] Table(Func<int, float> value) => Enumerable.Range(0, 256).Select(value).ToArray();

    private static float Number(int value, int mantissaBits, int bias)
    {
        var exponent = (value & 0x7f) >> mantissaBits;
        var mantissa = (value & ((1 << mantissaBits) - 1)) / (float)(1 << mantissaBits);
        // Exponent 0 has no leading 1, and the unit of exponent 1.
        var size = exponent == 0 ? MathF.ScaleB(mantissa, 1 - bias) : MathF.ScaleB(1 + mantissa, exponent - bias);
        return (value & NegativeZero) == 0 ? size : -size;
    }
}
