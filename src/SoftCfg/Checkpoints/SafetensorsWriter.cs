using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using SoftCfg.Files;
using static TorchSharp.torch;

namespace SoftCfg.Checkpoints;

/// <summary>Writes safetensors files.</summary>
public static class SafetensorsWriter
{
    private const int HeaderAlignment = 8;

    /// <summary>Writes tensors in the given order; the file appears under its name only when complete.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="tensors">Names and values, on any device and of any layout; the caller keeps them.</param>
    /// <param name="metadata">Text stored beside the tensors, or null.</param>
    /// <exception cref="ArgumentException">A name is used twice or is <c>__metadata__</c>.</exception>
    /// <exception cref="NotSupportedException">An element type has no name in the format.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        var values = tensors.ToList();
        var infos = values.Select(t => new TensorInfo(t.Name, t.Value.dtype, t.Value.shape)).ToList();
        using var file = new AtomicFile(path);
        WriteHeader(file.Stream, infos, metadata);
        foreach (var (_, value) in values)
            WriteTensor(file.Stream, value);
        file.Commit();
    }

    /// <summary>Writes the header of a file that will hold these tensors one after another.</summary>
    internal static void WriteHeader(Stream stream, IReadOnlyList<TensorInfo> tensors,
        IReadOnlyDictionary<string, string>? metadata)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        if (tensors.FirstOrDefault(t => !names.Add(t.Name)) is { } taken)
            throw new ArgumentException($"The tensor name '{taken.Name}' is used twice or reserved.", nameof(tensors));

        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            if (metadata is { Count: > 0 })
                WriteMetadata(writer, metadata);
            long offset = 0;
            foreach (var tensor in tensors)
            {
                WriteEntry(writer, tensor, offset);
                offset += tensor.Bytes;
            }
            writer.WriteEndObject();
        }
        while (json.Length % HeaderAlignment != 0)
            json.WriteByte((byte)' ');

        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        stream.Write(length);
        json.WriteTo(stream);
    }

    /// <summary>Writes the elements of one tensor, row-major.</summary>
    internal static void WriteTensor(Stream stream, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        TensorBytes.ForEachPiece(tensor.detach().cpu().contiguous(), (piece, _) => stream.Write(piece));
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        writer.WriteStartObject("__metadata__");
        foreach (var (key, value) in metadata)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter writer, TensorInfo tensor, long offset)
    {
        writer.WriteStartObject(tensor.Name);
        writer.WriteString("dtype", ElementTypes.SafetensorsName(tensor.Dtype));
        WriteNumbers(writer, "shape", tensor.Shape);
        WriteNumbers(writer, "data_offsets", [offset, offset + tensor.Bytes]);
        writer.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, long[] numbers)
    {
        writer.WriteStartArray(name);
        foreach (var number in numbers)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}
