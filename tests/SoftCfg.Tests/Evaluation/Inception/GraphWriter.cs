using System.Runtime.InteropServices;
using Google.Protobuf;

namespace SoftCfg.Tests.Evaluation.Inception;

/// <summary>Writes GraphDef files, for tests of their reader.</summary>
internal sealed class GraphWriter(Stream stream)
{
    public const int FloatType = 1, IntType = 3, ByteType = 4, TextType = 7;

    public static byte[] Message(params byte[][] fields)
    {
        var message = new byte[fields.Sum(field => field.Length)];
        var end = 0;
        foreach (var field in fields)
        {
            field.CopyTo(message, end);
            end += field.Length;
        }
        return message;
    }

    public static byte[] Varint(int field, long value) => Encode(field, 0, output => output.WriteInt64(value));

    public static byte[] Number(int field, float value) => Encode(field, 5, output => output.WriteFloat(value));

    public static byte[] Bytes(int field, ReadOnlySpan<byte> value)
    {
        var length = value.Length;
        return [.. Encode(field, 2, output => output.WriteLength(length)), .. value];
    }

    public static byte[] String(int field, string value) => Encode(field, 2, output => output.WriteString(value));

    /// <summary>A TensorProto.</summary>
    /// <param name="type">A number of types.proto.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="values">The field or fields with its elements.</param>
    public static byte[] Tensor(int type, long[] shape, params byte[][] values) => Message(
    [
        Varint(1, type),
        Bytes(2, Message([.. shape.Select(size => Bytes(2, Varint(1, size)))])),
        .. values,
    ]);

    /// <summary>Elements as raw bytes.</summary>
    public static byte[] Content(ReadOnlySpan<float> values) => Bytes(4, MemoryMarshal.AsBytes(values));

    /// <summary>Integers in one field.</summary>
    public static byte[] Packed(int field, params long[] values) => Bytes(field, Message(
        [.. values.Select(value => Varint(0, value)[1..])]));

    public void Constant(string name, int type, byte[] tensor) =>
        Node(name, "Const", [], ("dtype", Varint(6, type)), ("value", Bytes(8, tensor)));

    public void Node(string name, string op, string[] inputs, params (string Name, byte[] Value)[] attributes)
    {
        var node = Message(
        [
            String(1, name), String(2, op), .. inputs.Select(input => String(3, input)),
            .. attributes.OrderBy(a => a.Name, StringComparer.Ordinal)
                .Select(a => Bytes(5, Message(String(1, a.Name), Bytes(2, a.Value)))),
        ]);
        stream.Write(Bytes(1, node));
    }

    private static byte[] Encode(int field, int wire, Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true))
        {
            output.WriteUInt32((uint)(field << 3 | wire));
            write(output);
        }
        return memory.ToArray();
    }
}
