// The one place that may hand TorchSharp a Scalar, or call what makes one inside: everywhere else eng/BannedSymbols.Scalars.txt
// refuses it. See docs/adr/0006-scalars.md.
#pragma warning disable RS0030
using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Native;

/// <summary>Arithmetic of tensors with numbers, and sums of tensors, that a garbage collection cannot break.</summary>
/// <remarks>
/// TorchSharp hands libtorch the address of a number (a <see cref="Scalar"/>) and lets go of the object that owns it:
/// a collection in that instant frees the number while it is read. <c>tensor * 0.5</c> makes such an object, and
/// <c>tensor + tensor</c> does, for its factor of 1. Here every number outlives the call that reads it. The operations
/// are libtorch's own and give the same bits.
/// </remarks>
public static class TensorArithmetic
{
    // Never collected, and only read: all threads may share them.
    private static readonly Scalar One = 1.ToScalar();
    private static readonly Scalar Two = 2.ToScalar();

    /// <summary>The sum; shapes broadcast.</summary>
    public static Tensor Plus(this Tensor left, Tensor right) => Held(left.add(right, One), left, right);

    /// <inheritdoc cref="Plus(Tensor, Tensor)"/>
    public static Tensor Plus(this Tensor tensor, double number) => Held(tensor, number, (t, n) => t.add(n, One));

    /// <inheritdoc cref="Plus(Tensor, Tensor)"/>
    public static Tensor Plus(this Tensor tensor, long number) => Held(tensor, number, (t, n) => t.add(n, One));

    /// <summary>Adds to the tensor itself.</summary>
    /// <returns>The tensor.</returns>
    public static Tensor PlusInPlace(this Tensor left, Tensor right) => Held(left.add_(right, One), left, right);

    /// <summary>Adds <paramref name="factor"/> times the other tensor to the tensor itself.</summary>
    /// <returns>The tensor.</returns>
    public static Tensor PlusInPlace(this Tensor left, Tensor right, double factor) =>
        Held(left, right, factor, (l, r, n) => l.add_(r, n));

    /// <inheritdoc cref="PlusInPlace(Tensor, Tensor)"/>
    public static Tensor PlusInPlace(this Tensor tensor, double number) => Held(tensor, number, (t, n) => t.add_(n, One));

    /// <inheritdoc cref="PlusInPlace(Tensor, Tensor)"/>
    public static Tensor PlusInPlace(this Tensor tensor, long number) => Held(tensor, number, (t, n) => t.add_(n, One));

    /// <summary>The tensor plus the product of two others; shapes broadcast. One operation, one rounding.</summary>
    public static Tensor PlusProduct(this Tensor tensor, Tensor left, Tensor right) =>
        Held(tensor.addcmul(left, right, One), tensor, left, right);

    /// <summary>Adds <paramref name="factor"/> times the product of two others to the tensor itself.</summary>
    /// <returns>The tensor.</returns>
    public static Tensor PlusProductInPlace(this Tensor tensor, Tensor left, Tensor right, double factor) =>
        Held(tensor, (left, right), factor, (t, pair, n) => t.addcmul_(pair.left, pair.right, n));

    /// <summary>Adds <paramref name="factor"/> times the quotient of two others to the tensor itself.</summary>
    /// <returns>The tensor.</returns>
    public static Tensor PlusQuotientInPlace(this Tensor tensor, Tensor left, Tensor right, double factor) =>
        Held(tensor, (left, right), factor, (t, pair, n) => t.addcdiv_(pair.left, pair.right, n));

    /// <summary>The difference; shapes broadcast.</summary>
    public static Tensor Minus(this Tensor left, Tensor right) => Held(left.sub(right), left, right);

    /// <inheritdoc cref="Minus(Tensor, Tensor)"/>
    public static Tensor Minus(this Tensor tensor, double number) => Held(tensor, number, (t, n) => t.sub(n));

    /// <inheritdoc cref="Minus(Tensor, Tensor)"/>
    public static Tensor Minus(this Tensor tensor, long number) => Held(tensor, number, (t, n) => t.sub(n));

    /// <summary>Subtracts from the tensor itself.</summary>
    /// <returns>The tensor.</returns>
    public static Tensor MinusInPlace(this Tensor tensor, double number) => Held(tensor, number, (t, n) => t.sub_(n));

    /// <summary>1 - the tensor.</summary>
    public static Tensor OneMinus(this Tensor tensor)
    {
        using var negative = tensor.negative();
        return negative.add(One, One);
    }

    /// <summary>The product with a number.</summary>
    public static Tensor Times(this Tensor tensor, double number) => Held(tensor, number, (t, n) => t.mul(n));

    /// <inheritdoc cref="Times(Tensor, double)"/>
    public static Tensor Times(this Tensor tensor, long number) => Held(tensor, number, (t, n) => t.mul(n));

    /// <summary>Multiplies the tensor itself.</summary>
    /// <returns>The tensor.</returns>
    public static Tensor TimesInPlace(this Tensor tensor, double number) => Held(tensor, number, (t, n) => t.mul_(n));

    /// <summary>The quotient by a number; of integers float.</summary>
    public static Tensor DividedBy(this Tensor tensor, double number) => Held(tensor, number, (t, n) => t.div(n));

    /// <summary>Divides the tensor itself.</summary>
    /// <returns>The tensor.</returns>
    public static Tensor DividedByInPlace(this Tensor tensor, double number) => Held(tensor, number, (t, n) => t.div_(n));

    /// <summary>Every element times itself.</summary>
    public static Tensor Squared(this Tensor tensor) => Held(tensor.pow(Two), tensor);

    /// <summary>Every element to the power of a number.</summary>
    public static Tensor Power(this Tensor tensor, double exponent) => Held(tensor, exponent, (t, n) => t.pow(n));

    /// <summary>Every element, but at least the least and at most the greatest.</summary>
    public static Tensor Clamped(this Tensor tensor, double least, double greatest)
    {
        using var upper = greatest.ToScalar();
        return Held(tensor, upper, least, (t, most, n) => t.clamp(n, most));
    }

    /// <summary>Every element, but at least the number.</summary>
    public static Tensor AtLeast(this Tensor tensor, double least) => Held(tensor, least, (t, n) => t.clamp_min(n));

    /// <summary>Raises what is smaller in the tensor itself.</summary>
    /// <returns>The tensor.</returns>
    public static Tensor AtLeastInPlace(this Tensor tensor, double least) => Held(tensor, least, (t, n) => t.clamp_min_(n));

    /// <summary>Which elements are less: bool, of the tensor's shape.</summary>
    public static Tensor LessThan(this Tensor tensor, double number) => Held(tensor, number, (t, n) => t.lt(n));

    /// <inheritdoc cref="LessThan(Tensor, double)"/>
    public static Tensor LessThan(this Tensor tensor, long number) => Held(tensor, number, (t, n) => t.lt(n));

    /// <summary>Which elements are greater: bool, of the tensor's shape.</summary>
    public static Tensor GreaterThan(this Tensor tensor, double number) => Held(tensor, number, (t, n) => t.gt(n));

    /// <inheritdoc cref="GreaterThan(Tensor, double)"/>
    public static Tensor GreaterThan(this Tensor tensor, long number) => Held(tensor, number, (t, n) => t.gt(n));

    /// <summary>Which elements are the number: bool, of the tensor's shape.</summary>
    public static Tensor EqualTo(this Tensor tensor, long number) => Held(tensor, number, (t, n) => t.eq(n));

    /// <summary>The tensor with the number wherever the mask (bool, broadcast) is set.</summary>
    public static Tensor MaskedFill(this Tensor tensor, Tensor mask, double number) =>
        Held(tensor, mask, number, (t, m, n) => t.masked_fill(m, n));

    /// <inheritdoc cref="MaskedFill(Tensor, Tensor, double)"/>
    public static Tensor MaskedFill(this Tensor tensor, Tensor mask, long number)
    {
        using var scalar = number.ToScalar();
        return Held(tensor.masked_fill(mask, scalar), tensor, mask);
    }

    /// <summary>Sets every element of the tensor itself.</summary>
    /// <returns>The tensor.</returns>
    public static Tensor FillInPlace(this Tensor tensor, double number) => Held(tensor, number, (t, n) => t.fill_(n));

    /// <summary>A tensor of one number.</summary>
    public static Tensor Full(ReadOnlySpan<long> shape, double number, ScalarType dtype, Device? device = null)
    {
        using var scalar = number.ToScalar();
        return full(shape, scalar, dtype, device);
    }

    /// <summary>int64 [count]: 0, 1, ... count - 1.</summary>
    public static Tensor Range(long count, Device? device = null) => Range(0, count, device);

    /// <summary>int64 [end - first]: first, first + 1, ... end - 1.</summary>
    public static Tensor Range(long first, long end, Device? device = null)
    {
        using var start = first.ToScalar();
        using var stop = end.ToScalar();
        return arange(start, stop, One, ScalarType.Int64, device);
    }

    // `using` ends after the call: that is what keeps the number. What the operation reads is kept as well, since a
    // tensor that is nobody's but this expression's is collected as readily as a number.
    private static Tensor Held(Tensor tensor, double number, Func<Tensor, Scalar, Tensor> operation)
    {
        using var scalar = number.ToScalar();
        return Held(operation(tensor, scalar), tensor);
    }

    private static Tensor Held(Tensor tensor, long number, Func<Tensor, Scalar, Tensor> operation)
    {
        using var scalar = number.ToScalar();
        return Held(operation(tensor, scalar), tensor);
    }

    private static Tensor Held<T>(Tensor tensor, T others, double number, Func<Tensor, T, Scalar, Tensor> operation)
    {
        using var scalar = number.ToScalar();
        var result = operation(tensor, others, scalar);
        GC.KeepAlive(tensor);
        GC.KeepAlive(others);
        return result;
    }

    private static Tensor Held(Tensor result, Tensor first, Tensor? second = null, Tensor? third = null)
    {
        GC.KeepAlive(first);
        GC.KeepAlive(second);
        GC.KeepAlive(third);
        return result;
    }
}
