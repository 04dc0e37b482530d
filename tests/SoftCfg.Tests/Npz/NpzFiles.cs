using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SoftCfg.Decoding;

namespace SoftCfg.Tests.Npz;

/// <summary>Writes archives as numpy does, and as it never would.</summary>
internal static class NpzFiles
{
    /// <summary>Noise for <paramref name="count"/> images of 4 × 3.</summary>
    public static byte[] Pixels(int count, int seed = 1)
    {
        var random = new SampleRandom((ulong)seed);
        return Enumerable.Range(0, count * 36).Select(i => (byte)(random.Uniform(i, 0) * 256)).ToArray();
    }

    /// <summary>A member: a header of format <paramref name="version"/>, then the data.</summary>
    public static byte[] Npy(string dictionary, byte[] data, byte version = 1, uint? headerLength = null)
    {
        var text = Encoding.Latin1.GetBytes(dictionary + "\n");
        var length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)(headerLength ?? (uint)text.Length));
        else
            BinaryPrimitives.WriteUInt32LittleEndian(length, headerLength ?? (uint)text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }

    /// <summary>A member of images, uint8 [N, 4, 3, 3].</summary>
    public static byte[] Images(byte[] pixels) =>
        Npy($"{{'descr': '|u1', 'fortran_order': False, 'shape': ({pixels.Length / 36}, 4, 3, 3), }}", pixels);

    /// <summary>A member of float64 numbers.</summary>
    public static byte[] Doubles(string shape, params double[] values) =>
        Npy($"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}",
            values.SelectMany(BitConverter.GetBytes).ToArray());

    /// <summary>An archive of members.</summary>
    public static byte[] Zip(params (string Name, byte[] Content)[] members) => Zip(CompressionLevel.NoCompression, members);

    /// <summary>An archive of members, deflated or not.</summary>
    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] members)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in members)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    /// <summary>Writes an archive of images and returns its path.</summary>
    public static string Write(TemporaryFolder folder, string name, int count, int seed = 1) =>
        folder.Write(name, Zip(("arr_0.npy", Images(Pixels(count, seed)))));
}
