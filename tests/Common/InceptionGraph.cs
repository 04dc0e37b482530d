using System.Globalization;

namespace SoftCfg.Tests.Common;

/// <summary>
/// A graph with the constants of the Inception network, each filled with one number: 100 kB in place of 95 MB. Its images'
/// features differ by their brightness alone.
/// </summary>
internal static class InceptionGraph
{
    private const int Float = 1;

    /// <summary>Writes it; a constant can be left out.</summary>
    public static void Write(string path, string? without = null)
    {
        using var stream = File.Create(path);
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "inception-convolutions.txt")))
        {
            var words = line.Split(' ');
            var shape = words[1..].Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray();
            var norm = $"{words[0]}/batchnorm";
            // The mean of what a kernel sees, and 1, so that nothing is cut off at zero.
            Constant($"{words[0]}/conv2d_params", 1f / (shape[0] * shape[1] * shape[2]), shape);
            Constant($"{norm}/beta", 1, shape[3]);
            Constant($"{norm}/gamma", 1, shape[3]);
            Constant($"{norm}/moving_mean", 0, shape[3]);
            Constant($"{norm}/moving_variance", 1, shape[3]);
            Node(norm, "BatchNormWithGlobalNormalization", ("variance_epsilon", Number(4, 0.001f)),
                ("scale_after_normalization", Varint(5, 0)));
        }
        Constant("softmax/weights", 0.01f, 2048, 1008);
        Constant("softmax/biases", 0, 1008);

        void Constant(string name, float value, params int[] shape)
        {
            var dimensions = shape.SelectMany(size => Bytes(2, Varint(1, size))).ToArray();
            byte[] tensor = [.. Varint(1, Float), .. Bytes(2, dimensions), .. Number(5, value)];
            Node(name, "Const", ("dtype", Varint(6, Float)), ("value", Bytes(8, tensor)));
        }

        void Node(string name, string op, params (string Name, byte[] Value)[] attributes)
        {
            if (name == without)
                return;
            var values = attributes.SelectMany(a => Bytes(5, [.. Text(1, a.Name), .. Bytes(2, a.Value)]));
            stream.Write(Bytes(1, [.. Text(1, name), .. Text(2, op), .. values]));
        }
    }

    private static byte[] Text(int field, string value) => Bytes(field, System.Text.Encoding.UTF8.GetBytes(value));

    private static byte[] Bytes(int field, byte[] value) => [.. Base128(field << 3 | 2), .. Base128(value.Length), .. value];

    private static byte[] Varint(int field, int value) => [.. Base128(field << 3), .. Base128(value)];

    private static byte[] Number(int field, float value) => [.. Base128(field << 3 | 5), .. BitConverter.GetBytes(value)];

    private static List<byte> Base128(int value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }
}
