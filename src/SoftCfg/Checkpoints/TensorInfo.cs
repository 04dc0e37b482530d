using static TorchSharp.torch;

namespace SoftCfg.Checkpoints;

/// <summary>What a weights file says about one tensor.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="DType">The stored element type.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
public sealed record TensorInfo(string Name, ScalarType DType, long[] Shape)
{
    /// <summary>Number of elements.</summary>
    public long Elements => CountElements(Shape);

    /// <summary>Bytes of the elements, once read.</summary>
    public long Bytes => checked(Elements * ElementTypes.Size(DType));

    /// <summary>Element type and shape, such as <c>float32 [1024, 768]</c>.</summary>
    public string Layout => $"{DType.ToString().ToLowerInvariant()} [{string.Join(", ", Shape)}]";

    /// <summary>Name, element type and shape, such as <c>head.weight float32 [1024, 768]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Name} {Layout}";

    /// <summary>The product of the dimensions.</summary>
    /// <exception cref="OverflowException">
    /// It does not fit 64 bits; a zero among the dimensions does not excuse the others, whose strides libtorch
    /// computes.
    /// </exception>
    internal static long CountElements(long[] shape)
    {
        var product = shape.Aggregate(1L, (product, size) => checked(product * Math.Max(size, 1)));
        return shape.Contains(0) ? 0 : product;
    }
}
