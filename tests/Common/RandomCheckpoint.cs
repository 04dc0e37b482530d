using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SoftCfg.Tests.Common;

/// <summary>Safetensors files with random weights, written independently of the library.</summary>
internal static class RandomCheckpoint
{
    /// <summary>Small random weights, norms about 1, for the tensors that a part of a list names: the same on every system.</summary>
    /// <param name="list">A file beside the tests: a line with <c># PART: what it is</c>, then names and shapes, a line each.</param>
    /// <param name="part">The part.</param>
    /// <param name="seed">Decides the weights.</param>
    public static IEnumerable<(string Name, int[] Shape, float[] Values)> Tensors(string list, string part, int seed)
    {
        var random = new Random(seed);
        var lines = File.ReadLines(Path.Combine(AppContext.BaseDirectory, list))
            .SkipWhile(line => !line.StartsWith($"# {part}:", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line[0] != '#');
        foreach (var words in lines.Select(line => line.Split(' ')))
        {
            var shape = words[1..].Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray();
            var spread = shape.Length > 1 ? 1.5 / Math.Sqrt(shape[1..].Aggregate(1, (product, size) => product * size)) : 0.2;
            var center = shape.Length == 1 && words[0].EndsWith("weight", StringComparison.Ordinal) ? 1 : 0;
            var values = new float[shape.Aggregate(1, (product, size) => product * size)];
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(center + spread * (2 * random.NextDouble() - 1));
            yield return (words[0], shape, values);
        }
    }

    /// <summary>Writes tensors as F32 or BF16.</summary>
    public static void Write(string path, IReadOnlyList<(string Name, int[] Shape, float[] Values)> tensors, string dtype = "F32")
    {
        var bytes = dtype == "BF16" ? 2 : 4;
        var (entries, offset) = (new Dictionary<string, object>(StringComparer.Ordinal), 0);
        foreach (var (name, shape, values) in tensors)
        {
            entries[name] = new { dtype, shape, data_offsets = new[] { offset, offset + bytes * values.Length } };
            offset += bytes * values.Length;
        }
        var header = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(entries));
        var content = new byte[8 + header.Length + offset];
        BinaryPrimitives.WriteInt64LittleEndian(content, header.Length);
        header.CopyTo(content, 8);
        var at = 8 + header.Length;
        foreach (var value in tensors.SelectMany(tensor => tensor.Values))
        {
            if (bytes == 4)
                BinaryPrimitives.WriteSingleLittleEndian(content.AsSpan(at), value);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(at), (ushort)((BitConverter.SingleToUInt32Bits(value) + 0x8000) >> 16));
            at += bytes;
        }
        File.WriteAllBytes(path, content);
    }
}
