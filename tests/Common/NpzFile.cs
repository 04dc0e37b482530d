using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SoftCfg.Tests.Common;

/// <summary>Archives of arrays, good and bad, written independently of the library.</summary>
internal static class NpzFile
{
    /// <summary>An archive with images of noise.</summary>
    public static void WriteImages(TemporaryFolder folder, string name, int count, int size, int seed = 1)
    {
        var pixels = new byte[count * size * size * 3];
        new Random(seed).NextBytes(pixels);
        File.WriteAllBytes(folder.File(name), Zip("arr_0.npy", Npy(Dictionary(count, size), pixels)));
    }

    /// <summary>An archive with black images: any number in a small file.</summary>
    public static void WriteBlack(TemporaryFolder folder, string name, int count, int size)
    {
        using var file = File.Create(folder.File(name));
        using var archive = new ZipArchive(file, ZipArchiveMode.Create);
        using var entry = archive.CreateEntry("arr_0.npy", CompressionLevel.Fastest).Open();
        entry.Write(Npy(Dictionary(count, size), []));
        var image = new byte[size * size * 3];
        for (var i = 0; i < count; i++)
            entry.Write(image);
    }

    /// <summary>The header's dictionary of square images.</summary>
    public static string Dictionary(int count, int size) =>
        $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({count}, {size}, {size}, 3), }}";

    /// <summary>An array: the header in format 1, or in format 2 with a length that it may lie about.</summary>
    public static byte[] Npy(string dictionary, byte[] data, uint? claimedLength = null)
    {
        var text = Encoding.Latin1.GetBytes(dictionary + "\n");
        var length = new byte[claimedLength is null ? 2 : 4];
        if (claimedLength is { } claimed)
            BinaryPrimitives.WriteUInt32LittleEndian(length, claimed);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        return [0x93, .. "NUMPY"u8, (byte)(claimedLength is null ? 1 : 2), 0, .. length, .. text, .. data];
    }

    /// <summary>An archive of one member.</summary>
    public static byte[] Zip(string name, byte[] content, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            using var entry = archive.CreateEntry(name, level).Open();
            entry.Write(content);
        }
        return stream.ToArray();
    }

    /// <summary>Where the only entry of an archive's directory begins.</summary>
    public static int DirectoryOf(byte[] archive) => archive.AsSpan().LastIndexOf("PK\x01\x02"u8);
}
