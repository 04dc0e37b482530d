using static TorchSharp.torch;

namespace SoftCfg.Checkpoints;

/// <summary>The element types a weights file may hold.</summary>
internal static class ElementTypes
{
    private static readonly ElementType[] Known =
    [
        new("float64", ScalarType.Float64, 8, "F64") { Storage = "DoubleStorage" },
        new("float32", ScalarType.Float32, 4, "F32") { Storage = "FloatStorage" },
        new("float16", ScalarType.Float16, 2, "F16") { Storage = "HalfStorage" },
        new("bfloat16", ScalarType.BFloat16, 2, "BF16") { Storage = "BFloat16Storage" },
        new("int64", ScalarType.Int64, 8, "I64") { Storage = "LongStorage" },
        new("int32", ScalarType.Int32, 4, "I32") { Storage = "IntStorage" },
        new("int16", ScalarType.Int16, 2, "I16") { Storage = "ShortStorage" },
        new("int8", ScalarType.Int8, 1, "I8") { Storage = "CharStorage" },
        new("uint8", ScalarType.Byte, 1, "U8") { Storage = "ByteStorage" },
        new("bool", ScalarType.Bool, 1, "BOOL") { Storage = "BoolStorage" },
        new("float8_e4m3fn", ScalarType.Float32, 1, "F8_E4M3", Float8.E4M3Fn),
        new("float8_e5m2", ScalarType.Float32, 1, "F8_E5M2", Float8.E5M2),
        new("float8_e4m3fnuz", ScalarType.Float32, 1, "F8_E4M3FNUZ", Float8.E4M3FnUz),
        new("float8_e5m2fnuz", ScalarType.Float32, 1, "F8_E5M2FNUZ", Float8.E5M2FnUz),
        new("float8_e8m0fnu", ScalarType.Float32, 1, "F8_E8M0", Float8.E8M0Fnu),
    ];

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<ElementType> All => Known;

    /// <summary>The names safetensors uses, for messages.</summary>
    internal static string SafetensorsNames => string.Join(", ", Known.Select(k => k.Safetensors));

    /// <summary>Single bytes: storages that leave it to their tensors what they hold.</summary>
    internal static ElementType Byte { get; } = Of(ScalarType.Byte);

    /// <summary>How elements of this type are stored.</summary>
    /// <exception cref="NotSupportedException">A weights file cannot hold them.</exception>
    internal static ElementType Of(ScalarType type) => Array.Find(Known, k => k.ReadAs == type && k.Values is null)
        ?? throw new NotSupportedException($"{type} tensors cannot be stored; the types are {SafetensorsNames}.");

    /// <summary>Bytes of one element in memory.</summary>
    internal static int Size(ScalarType type) => Of(type).Bytes;

    /// <summary>The type's name in a safetensors header.</summary>
    internal static string SafetensorsName(ScalarType type) => Of(type).Safetensors;

    /// <summary>The type with this name in a safetensors header, or null.</summary>
    internal static ElementType? FromSafetensors(string name) => Array.Find(Known, k => k.Safetensors == name);
}
