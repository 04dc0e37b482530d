using System.Buffers.Binary;
using Google.Protobuf;

namespace SoftCfg.Evaluation.Inception;

/// <summary>A type of numbers in a graph (<c>types.proto</c>) and the two ways <c>tensor.proto</c> stores them.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Bytes">Of one element in <c>tensor_content</c>, little-endian.</param>
/// <param name="FromBytes">Decodes one of them.</param>
/// <param name="ValueTag">Tag of one value in the type's own list.</param>
/// <param name="FromValue">Reads one of them.</param>
internal sealed record GraphTensorType(string Name, int Bytes, Func<ReadOnlySpan<byte>, float> FromBytes,
    uint ValueTag, Func<CodedInputStream, float> FromValue)
{
    private const uint Varint = 0, EightBytes = 1, LengthDelimited = 2, FourBytes = 5;

    private static readonly Dictionary<int, GraphTensorType> Known = new()
    {
        [1] = new("float", 4, BinaryPrimitives.ReadSingleLittleEndian, 5 << 3 | FourBytes, input => input.ReadFloat()),
        [2] = new("double", 8, bytes => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            6 << 3 | EightBytes, input => (float)input.ReadDouble()),
        [3] = new("int32", 4, bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            7 << 3 | Varint, input => input.ReadInt32()),
        [9] = new("int64", 8, bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            10 << 3 | Varint, input => input.ReadInt64()),
        [19] = new("half", 2, bytes => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            13 << 3 | Varint, input => (float)BitConverter.UInt16BitsToHalf(unchecked((ushort)input.ReadInt32()))),
    };

    /// <summary>Tag of several values in one field.</summary>
    internal uint PackedTag => ValueTag & ~7u | LengthDelimited;

    /// <summary>The type with this number in <c>types.proto</c>; null if it holds no numbers that are read here.</summary>
    internal static GraphTensorType? Find(int number) => Known.GetValueOrDefault(number);
}
