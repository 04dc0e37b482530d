using System.Text;

namespace SoftCfg.Npz;

/// <summary>
/// The records around the single uncompressed entry of a zip file at offset 0 (PKWARE APPNOTE 6.3.10). The time stamp
/// is zip's first, 1980-01-01, so that equal content gives equal bytes.
/// </summary>
/// <param name="name">The entry's ASCII name.</param>
/// <param name="size">Bytes of its content.</param>
/// <param name="crc">The content's checksum.</param>
internal sealed class StoredZip(string name, long size, uint crc)
{
    private const ushort Version = 45;
    private const ushort Date19800101 = 1 << 5 | 1;
    private const ushort Zip64Field = 1;
    private const uint InZip64 = uint.MaxValue;

    /// <summary>Bytes of <see cref="Header"/>: always the same, because it always has room for 64-bit sizes.</summary>
    public static int HeaderLength(string name) => 30 + name.Length + 20;

    /// <summary>What stands before the content.</summary>
    public byte[] Header() => Record(writer =>
    {
        writer.Write(0x04034b50);
        WriteEntry(writer, InZip64);
        writer.Write((ushort)20);
        writer.Write(Encoding.ASCII.GetBytes(name));
        writer.Write(Zip64Field);
        writer.Write((ushort)16);
        writer.Write(size);
        writer.Write(size);
    });

    /// <summary>What follows the content: the central directory, with zip64 records if 32 bits are too few.</summary>
    public byte[] Directory() => Record(writer =>
    {
        var directoryOffset = HeaderLength(name) + size;
        var large = directoryOffset >= InZip64;
        writer.Write(0x02014b50);
        writer.Write(Version);
        WriteEntry(writer, large ? InZip64 : (uint)size);
        writer.Write((ushort)(large ? 20 : 0));
        writer.Write(new byte[2 + 2 + 2 + 4 + 4]);  // no comment, disk 0, attributes, header at offset 0
        writer.Write(Encoding.ASCII.GetBytes(name));
        if (large)
        {
            writer.Write(Zip64Field);
            writer.Write((ushort)16);
            writer.Write(size);
            writer.Write(size);
        }
        var directoryLength = writer.BaseStream.Length;
        if (large)
            WriteZip64End(writer, directoryOffset, directoryLength);
        writer.Write(0x06054b50);
        writer.Write(0);                            // this disk, the directory's disk
        writer.Write((ushort)1);
        writer.Write((ushort)1);
        writer.Write((uint)directoryLength);
        writer.Write(large ? InZip64 : (uint)directoryOffset);
        writer.Write((ushort)0);                    // no comment
    });

    /// <summary>The fields that the header and the directory share.</summary>
    private void WriteEntry(BinaryWriter writer, uint shortSize)
    {
        writer.Write(Version);
        writer.Write(0);                            // flags, method: stored
        writer.Write((ushort)0);
        writer.Write(Date19800101);
        writer.Write(crc);
        writer.Write(shortSize);
        writer.Write(shortSize);
        writer.Write((ushort)name.Length);
    }

    private static void WriteZip64End(BinaryWriter writer, long directoryOffset, long directoryLength)
    {
        writer.Write(0x06064b50);
        writer.Write(44L);                          // bytes that follow
        writer.Write(Version);
        writer.Write(Version);
        writer.Write(0L);                           // this disk, the directory's disk
        writer.Write(1L);
        writer.Write(1L);
        writer.Write(directoryLength);
        writer.Write(directoryOffset);
        // The locator: where the record above begins.
        writer.Write(0x07064b50);
        writer.Write(0);
        writer.Write(directoryOffset + directoryLength);
        writer.Write(1);
    }

    private static byte[] Record(Action<BinaryWriter> write)
    {
        var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
            write(writer);
        return bytes.ToArray();
    }
}
