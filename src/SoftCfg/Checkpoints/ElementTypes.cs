using static TorchSharp.torch;

namespace SoftCfg.Checkpoints;

/// <summary>The element types a weights file may hold, their sizes and their names in each format.</summary>
internal static class ElementTypes
{
    private static readonly (ScalarType Type, string Safetensors, string Storage, int Size)[] Known =
    [
        (ScalarType.Float64, "F64", "DoubleStorage", 8),
        (ScalarType.Float32, "F32", "FloatStorage", 4),
        (ScalarType.Float16, "F16", "HalfStorage", 2),
        (ScalarType.BFloat16, "BF16", "BFloat16Storage", 2),
        (ScalarType.Int64, "I64", "LongStorage", 8),
        (ScalarType.Int32, "I32", "IntStorage", 4),
        (ScalarType.Int16, "I16", "ShortStorage", 2),
        (ScalarType.Int8, "I8", "CharStorage", 1),
        (ScalarType.Byte, "U8", "ByteStorage", 1),
        (ScalarType.Bool, "BOOL", "BoolStorage", 1),
    ];

    /// <summary>The names safetensors uses, for messages.</summary>
    internal static string SafetensorsNames => string.Join(", ", Known.Select(k => k.Safetensors));

    /// <summary>The classes PyTorch names element types by, such as <c>FloatStorage</c>.</summary>
    internal static IEnumerable<(string Storage, ScalarType Type)> Storages => Known.Select(k => (k.Storage, k.Type));

    /// <summary>Bytes of one element.</summary>
    internal static int Size(ScalarType type) => Find(type).Size;

    /// <summary>Whether a weights file can hold this type.</summary>
    internal static bool IsKnown(ScalarType type) => Array.Exists(Known, k => k.Type == type);

    /// <summary>The type's name in a safetensors header.</summary>
    internal static string SafetensorsName(ScalarType type) => Find(type).Safetensors;

    /// <summary>The type with this name in a safetensors header, or null.</summary>
    internal static ScalarType? FromSafetensors(string name) =>
        Array.Find(Known, k => k.Safetensors == name) is { Size: > 0 } found ? found.Type : null;

    private static (ScalarType Type, string Safetensors, string Storage, int Size) Find(ScalarType type) =>
        Array.Find(Known, k => k.Type == type) is { Size: > 0 } found
            ? found
            : throw new NotSupportedException($"{type} tensors cannot be stored; the types are {SafetensorsNames}.");
}
