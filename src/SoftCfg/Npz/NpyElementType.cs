using static TorchSharp.torch;

namespace SoftCfg.Npz;

/// <summary>Element types in numpy's notation: a byte order, a kind and the bytes of an element, such as <c>&lt;f4</c>.</summary>
internal static class NpyElementType
{
    private static readonly (string Name, ScalarType Type)[] Known =
        [("u1", ScalarType.Byte), ("f4", ScalarType.Float32), ("f8", ScalarType.Float64)];

    /// <summary>The type that a header names; null if it is none of ours.</summary>
    /// <remarks>
    /// A byte has no order, so numpy takes <c>&lt;u1</c>, <c>&gt;u1</c> and <c>=u1</c> for <c>|u1</c>; writers in C++ always
    /// give one. Without an order, or with "=", it is that of the machine, here little-endian.
    /// </remarks>
    internal static ScalarType? Find(string descr)
    {
        var order = descr.Length > 0 && "|<>=".Contains(descr[0], StringComparison.Ordinal) ? descr[..1] : "";
        var name = descr[order.Length..];
        if (order == ">" && !name.EndsWith('1'))
            return null;
        return Array.Find(Known, known => known.Name == name) is { Name: not null } found ? found.Type : null;
    }

    /// <summary>How numpy writes a type.</summary>
    internal static string Name(ScalarType type) =>
        (type == ScalarType.Byte ? "|" : "<") + Array.Find(Known, known => known.Type == type).Name;
}
