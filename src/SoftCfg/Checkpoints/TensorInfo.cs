using SoftCfg.Files;
using static TorchSharp.torch;

namespace SoftCfg.Checkpoints;

/// <summary>What a weights file says about one tensor.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Dtype">The element type it is read as.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
public sealed record TensorInfo(string Name, ScalarType Dtype, long[] Shape)
{
    /// <summary>Dimensions that a tensor of a weights file may have; libtorch works with 64 at most.</summary>
    internal const int MaximumRank = 32;

    /// <summary>Describes a tensor by how it is stored.</summary>
    internal TensorInfo(string name, ElementType stored, long[] shape) : this(name, stored.ReadAs, shape) =>
        StoredAs = stored.Values is null ? null : stored.Name;

    /// <summary>
    /// The stored element type where <see cref="Dtype"/> is another, such as <c>float8_e4m3fn</c>; null where they are one.
    /// </summary>
    public string? StoredAs { get; init; }

    /// <summary>Number of elements.</summary>
    public long Elements => CountElements(Shape);

    /// <summary>Bytes of the elements, once read.</summary>
    public long Bytes => checked(Elements * ElementTypes.Size(Dtype));

    /// <summary>
    /// Element type and shape, such as <c>float32 [1024, 768]</c>; the stored type as well where it is another.
    /// </summary>
    public string Layout => $"{Dtype.ToString().ToLowerInvariant()} [{string.Join(", ", Shape)}]" +
        (StoredAs is null ? "" : $" (stored as {StoredAs})");

    /// <summary>Name, element type and shape, such as <c>head.weight float32 [1024, 768]</c>.</summary>
    /// <returns>The text; a very long name is cut.</returns>
    public override string ToString() => $"{ForeignText.Show(Name)} {Layout}";

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
