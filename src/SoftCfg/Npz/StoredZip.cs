using System.Text;

namespace SoftCfg.Npz;

/// <summary>
/// The records around the uncompressed entries of a zip file (PKWARE APPNOTE 6.3.10). The time stamp is zip's first, 1980-01-01, so
/// that equal content gives equal bytes.
/// </summary>
internal static class StoredZip
{
    private const ushort Version = 45;
    private const ushort Date19800101 = 1 << 5 | 1;
    private const ushort Zip64Field = 1;
    private const uint InZip64 = uint.MaxValue;

    /// <summary>Bytes of <see cref="Header"/>: always the same, because it always has room for 64-bit sizes.</summary>
    public static int HeaderLength(string name) => 30 + name.Length + 20;

    /// <summary>What stands before the content of an entry.</summary>
    public static byte[] Header(StoredEntry entry) => Record(writer =>
    {
        writer.Write(0x04034b50);
        WriteEntry(writer, entry, InZip64);
        writer.Write((ushort)20);
        writer.Write(Encoding.ASCII.GetBytes(entry.Name));
        writer.Write(Zip64Field);
        writer.Write((ushort)16);
        writer.Write(entry.Bytes);
        writer.Write(entry.Bytes);
    });

    /// <summary>What follows the last content: the central directory, with zip64 records if 32 bits are too few.</summary>
    /// <param name="entries">The entries, in their order.</param>
    /// <param name="offset">Where the directory will begin.</param>
    public static byte[] Directory(IReadOnlyList<StoredEntry> entries, long offset) => Record(writer =>
    {
        foreach (var entry in entries)
            WriteCentral(writer, entry);
        var length = writer.BaseStream.Length;
        var large = offset >= InZip64;
        if (large)
            WriteZip64End(writer, entries.Count, offset, length);
        writer.Write(0x06054b50);
        writer.Write(0);                            // this disk, the directory's disk
        writer.Write((ushort)entries.Count);
        writer.Write((ushort)entries.Count);
        writer.Write((uint)length);
        writer.Write(large ? InZip64 : (uint)offset);
        writer.Write((ushort)0);                    // no comment
    });

    private static void WriteCentral(BinaryWriter writer, StoredEntry entry)
    {
        // A field of all ones stands in the zip64 field instead, in this order: size, stored size, offset.
        var large = entry.Bytes >= InZip64;
        var far = entry.Offset >= InZip64;
        var wide = (large ? 16 : 0) + (far ? 8 : 0);
        writer.Write(0x02014b50);
        writer.Write(Version);
        WriteEntry(writer, entry, large ? InZip64 : (uint)entry.Bytes);
        writer.Write((ushort)(wide > 0 ? 4 + wide : 0));
        writer.Write(new byte[2 + 2 + 2 + 4]);      // no comment, disk 0, attributes
        writer.Write(far ? InZip64 : (uint)entry.Offset);
        writer.Write(Encoding.ASCII.GetBytes(entry.Name));
        if (wide == 0)
            return;
        writer.Write(Zip64Field);
        writer.Write((ushort)wide);
        if (large)
        {
            writer.Write(entry.Bytes);
            writer.Write(entry.Bytes);
        }
        if (far)
            writer.Write(entry.Offset);
    }

    /// <summary>The fields that the header and the directory share.</summary>
    private static void WriteEntry(BinaryWriter writer, StoredEntry entry, uint shortSize)
    {
        writer.Write(Version);
        writer.Write(0);                            // flags, method: stored
        writer.Write((ushort)0);
        writer.Write(Date19800101);
        writer.Write(entry.Checksum);
        writer.Write(shortSize);
        writer.Write(shortSize);
        writer.Write((ushort)entry.Name.Length);
    }

    private static void WriteZip64End(BinaryWriter writer, long entries, long directoryOffset, long directoryLength)
    {
        writer.Write(0x06064b50);
        writer.Write(44L);                          // bytes that follow
        writer.Write(Version);
        writer.Write(Version);
        writer.Write(0L);                           // this disk, the directory's disk
        writer.Write(entries);
        writer.Write(entries);
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
